"""The desk in the browser, put together: pages are made of what the store says, and what somebody decides goes the way
that the commands go.
"""
