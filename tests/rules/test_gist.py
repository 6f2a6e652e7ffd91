"""What kind of text a text is: bare, a reaction, automatic, or what somebody has to say."""

import pytest

from chalicelib.rules import gist

BARE = """
ok
OK
Ok.
Okay!
okay
k
kk
👍
👍🏽
🙏🙏
❤️
👌
😀😀😀
...
!
merci
Merci
MERCI!
Merci!!
Merci 🙏
merci beaucoup
Merci beaucoup!
Merci bien
merci à vous
Merci à toi
Merci, bonne journée!
Merci bonne soirée
Bonne journée
Bonne fin de semaine!
ok merci
Ok, merci.
Ok parfait
Parfait
Parfait!
Parfait, merci
Parfait merci beaucoup!
super
Super merci!
Génial, merci
D'accord
D’accord
d'accord merci
dac
C'est bon
C’est bon, merci
c'est parfait
Bien reçu
Bien reçu, merci!
Compris
Noté, merci
Excellent
oui
Oui merci
ouais
thanks
Thanks!
thx
ty
Thank you
Thank you!
Thank you so much!
thank you very much
THANK YOU
Many thanks
Thanks a lot!
Thanks again
Thanks for your help!
Merci encore
Merci pour votre aide
Un grand merci
ok thanks
Ok, thank you
Great, thanks!
Great
Perfect
Perfect, thank you 😊
Cool
cool thanks
All good, thanks
Got it
Got it, thanks
Noted
understood
Alright
Yes
yep
Yes, thank you
cheers
\u200eok
ok\u200b
Ok\u00a0!
Ok
merci 👍
"""

ANSWERS = """
oui mais demain
Oui, le gros
Oui à 5 h
ok see you at 5?
ok see you at 5
merci, quand?
Merci, quand
ok?
Ok ?
👍?
??
?
Parfait, j'arrive à 5 h
Parfait j'arrive
merci mais non
Merci, mais il manque une roue
non
Non merci
no
no thanks
No thank you
Not ok
pas ok
pas merci
5
17h
5 h
#142
#1
1
2
a
demain
Demain matin
oui demain
Ok à demain 9 h
Yes at 5
Yes but not today
Thanks, one more thing
Thanks but it still leaks
Thank you, what about Tuesday
ok where
ok where?
Great, where do I park?
Great bike
Perfect timing
cool bike
Super vélo
bon
Bonjour
Hello
Allô
ok ok ok ok ok ok ok
thanks thanks thanks thanks thanks thanks thanks
merci beaucoup de me rappeler demain
ok le 5
Ok Tuesday
Oui Marie
Yes please
oui svp
oui s'il vous plaît
D'accord pour mardi
Compris, je passe à midi
Reçu 20 $
Got it at 5
Noted: 142 rue Cartier
Merci de me rappeler
Merci de passer
C'est bon pour jeudi
C'est pas bon
C'est combien
Tout est cassé
The wheel is fine
All my stuff
Very bad
Bon vélo
/done
#
merci /done
ok / demain
1️⃣
👍 5 h
100
٥
Да
شكرا على الوقت غدا
\u200e
\u200b
"""


def texts(block: str) -> list[str]:
    return [one for one in block.strip("\n").split("\n") if one]


@pytest.mark.parametrize("text", [*texts(BARE), "Ok\nMerci", "  merci  "])
def test_bare(text: str) -> None:
    assert gist.is_bare(text)


@pytest.mark.parametrize("text", ["", " ", *texts(ANSWERS)])
def test_what_says_or_asks_something_is_not_bare(text: str) -> None:
    assert not gist.is_bare(text)
