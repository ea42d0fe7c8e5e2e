"""Files that do not say in which encoding they are keep every letter."""

from collections.abc import Callable

import pytest

from feeds.model import Payload
from feeds.parse import parse

MakePayload = Callable[..., Payload]

CHINESE = "新华社北京11月2日电 港口的潜水员今天打捞起一口古钟，它敲响了一次。"
TAIWANESE = "中央社台北二日電 港口的潛水員今天打撈起一口古鐘，它敲響了一次。"
JAPANESE = "【東京共同】港の潜水士が二日、古い鐘を引き揚げた。鐘は一度だけ鳴った。"
KOREAN = "서울 연합뉴스 항구의 잠수부들이 이일 오래된 종을 건져 올렸다. 종은 한 번 울렸다."
RUSSIAN = "МОСКВА, 2 ноября. /ТАСС/. Водолазы подняли колокол со дна залива. Он прозвенел один раз."
GREEK = "ΑΘΗΝΑ, 2 Νοεμβρίου. Δύτες ανέσυραν μια παλιά καμπάνα από τον κόλπο. Χτύπησε μία φορά."
ARABIC = "القاهرة - رفع غواصون اليوم جرسا قديما من قاع الخليج، وقد رن مرة واحدة فقط."
HEBREW = "חיפה - צוללנים הרימו היום פעמון ישן מקרקעית המפרץ, והוא צלצל פעם אחת בלבד."
THAI = "ภูเก็ต - นักประดาน้ำยกระฆังเก่าขึ้นจากอ่าวในวันนี้ และระฆังดังขึ้นหนึ่งครั้ง"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("gb18030", CHINESE),
        ("gb2312", CHINESE),
        ("big5", TAIWANESE),
        ("shift_jis", JAPANESE),
        ("euc_jp", JAPANESE),
        ("euc_kr", KOREAN),
        ("cp1251", RUSSIAN),
        ("koi8_r", RUSSIAN),
        ("cp1253", GREEK),
        ("cp1256", ARABIC),
        ("cp1255", HEBREW),
        ("cp874", THAI),
        ("cp1252", "PARIS – Le clocher de l’élu coûte « trop cher », a dit Noël à Besançon."),
        ("cp1252", "“£5 – or €6”"),
        ("cp437", "Die Glöckner von Fürth hören für die Öffnung der Brücke auf."),
    ],
)
@pytest.mark.parametrize("times", [1, 40, 2000])
def test_copy_of_any_alphabet_is_read_whole(
    encoding: str, words: str, times: int, a_file: MakePayload
) -> None:
    copy = "\n\n".join([words] * times)
    (item,) = parse(a_file(f"id: 1\n\n{copy}\n".encode(encoding)), format="wiretext").items
    assert item.body.value == copy


def test_a_charset_that_is_stated_is_believed(a_payload: MakePayload) -> None:
    body = f"id: 1\n\n{RUSSIAN}\n".encode("koi8_r")
    payload = a_payload(body, media_type="text/plain; charset=koi8-r")
    (item,) = parse(payload, format="wiretext").items
    assert item.body.value == RUSSIAN
