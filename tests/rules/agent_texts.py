"""Some three hundred texts as agents write them, and what each must be taken for.

Lines are `text => taken for`, under what the agent's phone shows when the text is written
(`test_agent_texts.py` sets that up). What a text can be taken for:

    reply                  for the one customer whom this number shows, word for word
    #142: words            for that thread, by its number
    quote #142             for that thread, by the text that it quotes
    snippet /hours         a ready answer, for the one customer
    /done #142 words       a command, with the thread and the words that follow
    asked: /done           perhaps a command without its slash: the agent is asked
    unknown, /done?        shaped like a command: nothing is done, the nearest is named
    answer: #142           settles the open question: for that thread (and how, or which command)
    drop, asked again      settles it: for nobody; does not settle it
    together               one with the text that is held already
    held, several          the agent is asked whom it is for (several, none, bare, silent)
    reaction, automatic, empty
"""

_REPLIES = """
On my way
On my way!
Yes, it's ready. We close at 6.
I’ll be there in ten minutes…
“Sure”, she said – no problem
ok
Ok.
Thanks!
yes
👍
👍🏽
❤️
😀😀
?
??
...
1
2.
0
12
142
2 bikes
1h30
17h30
10am
at 5:30 ok?
3 pm works
50%
$142
2024 was a good year
142 rue Cartier
142, rue Cartier
142: the green door
No. 142
no142
n° 142
apt 142
Apt #142 is ready
1234 St Denis #142
(#142) on my way
Re #142: it is done
#1
#1 choice!
#12, second floor
#3B is free
# 12
#100 left
#
##
#yolo
# hello
#bikes are life
#1234567890
+1 514 555 0100
514-555-0100
call 514-555-0100
24/7
1/2 price today
and/or
w/ pleasure
n/a
http://example.org/done
Write /done when you are finished
I am done / finished
Done, see you at five
Done with the brakes
Back in 5
Back at 2
Away until Monday
Take care
Take 2 of them
take it easy
take 142 rue Cartier
More to come
Help is on its way
Who is this?
Mine too
Notes are in the file
Noted
Passing by at 4
Done 👍
done thanks
Queue here please
Releasing it now
hours
Our hours are 9 to 5
slashed prices
backslash done
Liked it!
Loved seeing you
Loved "Hamilton", have you seen it?
You wrote "Is my bike ready?" and yes it is
Your answer was "yes"
Drive safely
Busy, will call you back
"""

_REPLIES_FRENCH = """
On arrive
Oui, votre vélo est prêt. On ferme à 18 h
C’est prêt – venez quand vous voulez
Je m’en occupe
Ça marche!
D’accord, à demain
pas de souci
oui
Merci
merci 🙏
OK, je passe à 14h
à 14 h
2 min
5 min svp
1 sec
1er étage
2e étage, porte 3
3 vélos
le 142 rue Cartier
142 rue Cartier, 3e étage
#1 au Québec!
# 1 choix
No 142
Fini, venez le chercher
Fini avec les freins
Moi aussi
Moi, c'est Anna
Qui est-ce?
Aide demandée
Retour demain
Absent demain
Je suis absent demain
Attente de 10 min
Suite à votre appel
Prendre rendez-vous
Rappel : rendez-vous demain 9 h
Nom et adresse svp
Notez que nous fermons à 17 h
Noté
Noté, merci!
Noté, on s'en occupe
Passez demain
Essai gratuit
Tapez /fini pour terminer
la barre oblique fini
A aimé le vélo
Il a dit « oui »
Conduisez prudemment!
Vous êtes le #142 sur la liste
"""

_REFERENCES = """
#142 on my way => #142: on my way
#142: ok => #142: ok
#142, ok => #142: ok
#142:ok => #142: ok
# 142 text => #142: text
/142 on my way => #142: on my way
/ 142 on my way => #142: on my way
/#142 text => #142: text
/ # 142 text => #142: text
#142on our way => #142: on our way
#142 - on our way => #142: - on our way
#142 => #142:
/142 => #142:
#142 1 => #142: 1
#142 ok => #142: ok
#142 👍 => #142: 👍
#142 C’est prêt… => #142: C’est prêt…
#142. On my way => #142: On my way
#142.50 is too much => #142: .50 is too much
#142 done => #142: done
#142 note that we close => asked: /note #142 that we close
#142 Fini! => #142: Fini!
#142 #151 both are ready => #142: #151 both are ready
#142 rue Cartier => #142: rue Cartier
#151 On arrive => #151: On arrive
#999 on my way => #999: on my way
#2024 goals => #2024: goals
\u200e#142 ok => #142: ok
\u2068#142\u2069 ok => #142: ok
#\u200e151 ok => #151: ok
#\u2068151\u2069 ok => #151: ok
#\u00a0142\u202fok => #142: ok
  #142 ok => #142: ok
Slash 142 on my way => #142: on my way
Slash 142. On my way. => #142: On my way.
Barre oblique 142 on arrive => #142: on arrive
Hashtag 151 on my way => #151: on my way
hashtag 151, ok => #151: ok
hash tag 151 ok => #151: ok
Pound sign 151 on my way => #151: on my way
Number sign 151, ok => #151: ok
Dièse 151 on arrive => #151: on arrive
＃151 ok => #151: ok
#142 : on arrive => #142: on arrive
#142 I’m driving, there at 5 => #142: I’m driving, there at 5
"""

_COMMANDS = """
/done => /done
/Done => /done
/DONE => /done
/done. => /done
/ Done. => /done
/ done => /done
/done! => /done
/done, thanks => /done thanks
//done => /done
Slash done. => /done
slash done => /done
SLASH DONE => /done
Slash, done. => /done
Slash. Done. => /done
Forward slash done. => /done
\u200e/done => /done
/\u200edone\u200e => /done
/done 142 => /done #142
/done #142 => /done #142
/done 142 thanks => /done #142 thanks
#142 /done => /done #142
/142 /done => /done #142
#142: /done. => /done #142
/take 142 => /take #142
/take #142 => /take #142
/take # 142 => /take #142
/Take 142. => /take #142
Slash take 142. => /take #142
/note he wants the blue one => /note he wants the blue one
/note: call back => /note call back
/note 142 rue Cartier, 3rd floor => /note 142 rue Cartier, 3rd floor
/note #151 he is late => /note #151 he is late
#151 /note he is late => /note #151 he is late
Slash note the customer is rude. => /note the customer is rude.
/pass Ben => /pass Ben
/pass Ben wants an invoice => /pass Ben wants an invoice
/pass 142 Ben wants an invoice => /pass #142 Ben wants an invoice
/pass @Ben => /pass @Ben
Slash pass Ben wants an invoice. => /pass Ben wants an invoice
/assign Ben => /assign Ben
/name Marie Tremblay => /name Marie Tremblay
/name #151 Bob => /name #151 Bob
/tag urgent => /tag urgent
/tag -urgent => /tag -urgent
/snooze 2h => /snooze 2h
/snooze Mon 9:00 => /snooze Mon 9:00
/snooze #151 tomorrow => /snooze #151 tomorrow
/release => /release
/release 142 => /release #142
/lang fr => /lang fr
/block => /block
/unblock 142 => /unblock #142
/spam => /spam
/write +15145550123 Your bike is ready => /write +15145550123 Your bike is ready
/undo => /undo
/Undo! => /undo
/more => /more
/mine => /mine
/queue => /queue
/who => /who
/hist => /hist
/hist 142 => /hist #142
/help => /help
/help 2 => /help 2
/help try => /try
/away => /away
/back => /back
"""

_COMMANDS_FRENCH = """
/fini => /done
/Fini => /done
/FINI. => /done
/ fini . => /done
/fini! => /done
/fini merci => /done merci
/fini 142 => /done #142
barre oblique fini => /done
Barre oblique fini. => /done
Barre oblique, fini. => /done
slash fini => /done
Slash Fini. => /done
#142 /fini => /done #142
/prendre 142 => /take #142
/Prendre #142 => /take #142
barre oblique prendre 142 => /take #142
/note le client est fâché => /note le client est fâché
barre oblique note le client est fâché => /note le client est fâché
/donner Chloé veut une facture => /pass Chloé veut une facture
/donner 142 Ben => /pass #142 Ben
/confier Ben => /assign Ben
/nom Benoît Lévesque => /name Benoît Lévesque
/etiquette urgent => /tag urgent
/étiquette urgent => /tag urgent
/rappel 2h => /snooze 2h
/rappel demain 9h => /snooze demain 9h
/laisser => /release
/langue en => /lang en
/bloquer => /block
/débloquer 142 => /unblock #142
/debloquer 142 => /unblock #142
/spam 142 => /spam #142
/ecrire +15145550123 Bonjour => /write +15145550123 Bonjour
/écrire 514 555-0123 Bonjour => /write 514 555-0123 Bonjour
/oups => /undo
/Oups! => /undo
/suite => /more
/moi => /mine
/attente => /queue
/qui => /who
/qui? => /who
/aide => /help
/Aide 2 => /help 2
/aide essai => /try
/absent => /away
/retour => /back
/re\u0301tour => /back
"""

_ASKED = """
done => asked: /done
Done. => asked: /done
Done! => asked: /done
\\done => asked: /done
#done => asked: /done
done 142 => asked: /done #142
take 142 => asked: /take #142
hist 142 => asked: /hist #142
mine => asked: /mine
Queue => asked: /queue
help => asked: /help
Help! => asked: /help
Who? => asked: /who
back => asked: /back
Away => asked: /away
undo => asked: /undo
more => asked: /more
Name? => asked: /name
note customer is rude => asked: /note customer is rude
Note customer wants a call back. => asked: /note customer wants a call back.
Note: he is late => asked: /note he is late
note that we close at 5 => asked: /note that we close at 5
pass Ben wants an invoice => asked: /pass Ben wants an invoice
Pass by tomorrow => asked: /pass by tomorrow
fini => asked: /done
Fini => asked: /done
FINI! => asked: /done
fini 142 => asked: /done #142
Fini \u200e => asked: /done
prendre 142 => asked: /take #142
moi => asked: /mine
Qui? => asked: /who
aide => asked: /help
Retour. => asked: /back
absent => asked: /away
oups => asked: /undo
suite => asked: /more
rappel => asked: /snooze
note le client est fâché => asked: /note le client est fâché
donner Chloé veut une facture => asked: /pass Chloé veut une facture
"""

_UNKNOWN = """
/fnii => unknown, /fini?
/fniii => unknown, /fini?
/finit => unknown, /fini?
/finir => unknown, /fini?
/doen => unknown, /done?
/doen 142 => unknown, /done?
/doneee => unknown, /done?
/take142 => unknown, /take?
/take#142 => unknown, /take?
/takee 142 => unknown, /take?
/qeue => unknown, /queue?
/hlep => unknown, /help?
/oops => unknown, /oups?
/oup => unknown, /oups?
/atttente => unknown, /attente?
/absant => unknown, /absent?
/prendr 142 => unknown, /prendre?
/notes call back => unknown, /note?
/passer Ben => unknown, /pass?
/donne Ben => unknown, /donner?
/debloque 142 => unknown, /debloquer?
/hour => unknown, /hours?
Slash helpp => unknown, /help?
barre oblique finni => unknown, /fini?
/annul => unknown
/close => unknown, /closed?
/merci => unknown
/ok => unknown
/stop => unknown
/x => unknown
/ => unknown
/!\\ closed today => unknown
Slash the price by 10% => unknown
"""

_SNIPPETS = """
/hours => snippet /hours
/Hours. => snippet /hours
/ hours => snippet /hours
Slash hours. => snippet /hours
/tarifs => snippet /tarifs
/TARIFS => snippet /tarifs
/hours #142 => #142: /hours
/hours 151 => #151: /hours
#142 /hours => #142: /hours
"""

_REACTIONS = """
Liked “Is my bike ready?”
Loved “Is my bike ready?”
Disliked "Is my bike ready?"
Laughed at “Is my bike ready?”
Emphasized “Is my bike ready?”
Questioned “Is my bike ready?”
Reacted 👍 to “Is my bike ready?”
Reacted 👍🏽 to "Is my bike ready?"
Removed a like from “Is my bike ready?”
Removed a heart from “Is my bike ready?”
Liked “I am at the corner of Cartier and Mont-Royal, the one with…”
Liked “Yes, at five.”
\u200eLiked “\u200eIs my bike ready?\u200e”
👍 to “ Is my bike ready? ”
\u200a👍\u200b to \u201c\u200aIs my bike ready?\u200a\u201d
❤️ to “Is my bike ready?”
Liked an image
Loved a photo
Laughed at an attachment
Emphasized a movie
A aimé « Est-ce que mon vélo est prêt? »
A aimé «\u00a0Est-ce que mon vélo est prêt?\u00a0»
A aimé “Est-ce que mon vélo est prêt?”
A adoré « Est-ce que mon vélo est prêt? »
A ri à « Est-ce que mon vélo est prêt? »
A souligné « Est-ce que mon vélo est prêt? »
A mis en évidence « Est-ce que mon vélo est prêt? »
N’a pas aimé « Est-ce que mon vélo est prêt? »
S’interroge sur « Est-ce que mon vélo est prêt? »
A réagi avec 👍 à « Est-ce que mon vélo est prêt? »
A réagi par 😂 à « Est-ce que mon vélo est prêt? »
A supprimé un « J’aime » de « Est-ce que mon vélo est prêt? »
👍 à « Est-ce que mon vélo est prêt? »
A aimé une image
A adoré une photo
A ri à une pièce jointe
"""

_AUTOMATIC = """
I’m driving with Focus turned on. I’ll see your message when I get where I’m going.
I'm driving right now
I am currently driving, I will call you later
I’m not receiving notifications. If this is urgent, reply “urgent” to notify me.
Auto-reply: in a meeting
Automatic reply: out of office until Monday
AutoReply: I am away
Out of office until Monday
I'm out of the office today
Je conduis avec Concentration activé. Je verrai votre message à mon arrivée.
Je suis au volant. Je vous réponds plus tard.
Je ne reçois pas les notifications.
Réponse automatique : absent jusqu'à lundi
Message automatique : je suis en réunion
Je suis absente du bureau jusqu'à lundi
Absence du bureau
This is an automated message: the office is closed
Ceci est un message automatique.
Réponse auto : je suis absent
Je suis en train de conduire, je vous rappelle
Je suis actuellement absente du bureau
"""

_EMPTY = ["", " ", "\n\n", "\u200b", "\u200e\u00a0", "\ufeff", "\ufe0f"]

# What the question below is about: "On arrive". 1 = Ana Tremblay #142, 2 = Benoît #151.
_ANSWERS = """
1 => answer: #142
2 => answer: #151
1. => answer: #142
2! => answer: #151
(1) => answer: #142
 1  => answer: #142
1️⃣ => answer: #142
\u200e2 => answer: #151
0 => drop
0. => drop
Ana => answer: #142
ana => answer: #142
ANA. => answer: #142
Ana Tremblay => answer: #142
Benoît => answer: #151
Benoit => answer: #151
benoît! => answer: #151
#142 => answer: #142
# 151 => answer: #151
/142 => answer: #142
#142. => answer: #142
#163 => answer: #163
#142 On arrive => answer: #142
#142 on arrive! => answer: #142
#142 On arrive dans 5 min => #142: On arrive dans 5 min
oui => asked again
Oui! => asked again
yes => asked again
ok => asked again
OK merci => asked again
d'accord => asked again
👍 => asked again
3 => held, several
12 => held, several
142 => held, several
1 svp => held, several
1 please => held, several
both => held, several
non => held, several
Tremblay => held, several
Pour Ana => held, several
On arrive => held, several
Anabelle => held, several
/done => /done
/oups => /undo
fini => asked: /done
Liked “Is my bike ready?” => reaction
Je suis au volant. => automatic
"""

BLOCKS: dict[str, tuple[str, ...]] = {
    "one": (
        _REFERENCES,
        _COMMANDS,
        _COMMANDS_FRENCH,
        _ASKED,
        _UNKNOWN,
        _SNIPPETS,
    ),
    "asked": (_ANSWERS,),
    "asked, then a customer wrote": (
        """
1 => held, several
2 => held, several
0 => held, several
Ana => held, several
ok => held, several
#142 => asked again
#151 ok => #151: ok
/done => /done
""",
    ),
    "asked, a customer wrote just before": (
        """
1 => held, several
0 => held, several
Ana => answer: #142
#142 => answer: #142
ok => asked again
""",
    ),
    "held three seconds ago": (
        """
et j'apporte la pièce => together
see you there => together
ok => together
Ana => held, several
#142 see you => #142: see you
1 => held, several
/mine => /mine
""",
    ),
    "asked about a command": (
        """
3 => answer: #142
4 => answer: /done #142
0 => drop
1 => held, several
ok => asked again
done => asked: /done
/done => /done
Ana => answer: #142
""",
    ),
    "asked, somebody else has it": (
        """
5 => answer: #142 insist
6 => answer: #142 take
0 => drop
1 => held, several
#142 => answer: #142
oui => asked again
""",
    ),
    "asked, closed": (
        """
7 => answer: #142 reopen
0 => drop
8 => held, several
#142 => answer: #142
merci => asked again
""",
    ),
    "two": (
        """
On my way => held, several
ok => held, several
merci => held, several
1 => held, several
👍 => held, several
142 rue Cartier => held, several
#1 choice! => held, several
#142 on my way => #142: on my way
#151, on arrive => #151: on arrive
/done => /done
/done 142 => /done #142
/hours => held, several
done => asked: /done
note elle est en retard => asked: /note elle est en retard
Liked “Is my bike ready?” => reaction
""",
    ),
    "after the desk": (
        """
ok => held, bare
Ok! => held, bare
merci => held, bare
Merci beaucoup => held, bare
thanks => held, bare
👍 => held, bare
❤️ => held, bare
! => held, bare
Noté => held, bare
d'accord => held, bare
1 => held, bare
2. => held, bare
On my way => reply
ok? => reply
ok see you at five => reply
oui je m'en occupe => reply
12 => reply
#142 ok => #142: ok
fini => asked: /done
/fini => /done
""",
    ),
    "none": (
        """
On my way => held, none
ok => held, none
1 => held, none
#142 on my way => #142: on my way
/mine => /mine
/hours => held, none
fini => asked: /done
""",
    ),
    "silent for a day": (
        """
On my way => held, silent
ok => held, silent
1 => held, silent
#142 on my way => #142: on my way
/done => /done
/hours => held, silent
""",
    ),
    "service": (
        """
mine => /mine
Moi => /mine
done 142 => /done #142
Fini 142. => /done #142
/fini 142 => /done #142
help => /help
Aide! => /help
retour => /back
note call the supplier => /note call the supplier
#142 done => /done #142
On my way => held, none
ok => held, none
Merci! => held, none
#142 on my way => held, none
hours => held, none
/fnii => unknown, /fini?
fnii => unknown, /fini?
""",
    ),
    "quoting #142": (
        """
On my way => quote #142
ok => quote #142
1 => quote #142
142 rue Cartier => quote #142
#142 on my way => quote #142: on my way
#151 on my way => held, several
done => quote #142
/done => /done #142
/done 151 => /done #151
""",
    ),
    "quoting what nobody knows": (
        """
On my way => held, several
#142 on my way => held, several
/mine => /mine
""",
    ),
}
"""What the phone shows → texts written there, and what each must be taken for."""


def table() -> list[tuple[str, str, str]]:
    """What the phone shows, the text, what it must be taken for."""
    rows = [("one", text, "empty") for text in _EMPTY]
    same = {
        "reply": _REPLIES + _REPLIES_FRENCH,
        "reaction": _REACTIONS,
        "automatic": _AUTOMATIC,
    }
    for taken, block in same.items():
        rows += [("one", text, taken) for text in block.splitlines() if text]
    rows += [
        ("one", "#142\nOn our way", "#142: On our way"),
        ("one", "On our way\n#142", "reply"),
        ("one", "/done\n", "/done"),
        ("one", "/done\n142", "/done #142"),
        ("one", "Bonjour,\n\nC'est prêt.\n\nAnna", "reply"),
        ("one", "/note\nrude", "/note rude"),
        ("asked", "1\n", "answer: #142"),
    ]
    for shows, blocks in BLOCKS.items():
        for line in "\n".join(blocks).splitlines():
            if line:
                text, _, taken = line.rpartition(" => ")
                rows.append((shows, text, taken))
    return rows
