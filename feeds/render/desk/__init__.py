"""The pages of the desk in the browser: values in, HTML out, without a script. What stands in them is escaped, but for copy,
which is cleaned once more and shows no picture: no request of an editor's browser goes to anybody else.
"""
