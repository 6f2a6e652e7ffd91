from chalicelib.texts import say
from .desks import *
def test_go(desk):
    lea, (ana, ben) = desk.customer(), desk.agents()
    lea.texts(SHOP, "My chain broke")
    print(lea.hears()); print(ana.hears()); print(ben.hears())
    ana.texts(R1, "Come by"); print(lea.hears(), ana.hears(), ben.hears())
    desk.later(minutes=3)
    print(desk.carrier.texts())
    assert 0
