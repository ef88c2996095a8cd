"""Frequent words of Norwegian in Swedish, Danish and English, to vary the training texts.

Words are switched one by one and the order stays (code switching; Qin et al. 2020, CoSDA-ML), so that what was learnt
of Norwegian cues and small words holds for the neighbouring languages, for which there is no gold.
"""

from __future__ import annotations

LANGUAGES = ("sv", "da", "en")
SHARE = 0.85
"""Share of the known words that are switched in a switched text."""

# nb and nn forms | sv | da | en; '-' keeps the word.
_TABLE = """
sier seier | säger | siger | says
sa sagde | sade | sagde | said
sagt | sagt | sagt | said
si seie | säga | sige | say
mener meiner | anser | mener | thinks
mente meinte | ansåg | mente | thought
tror trur | tror | tror | believes
trodde | trodde | troede | believed
forteller fortel | berättar | fortæller | tells
fortalte | berättade | fortalte | told
skriver skriv | skriver | skriver | writes
skrev | skrev | skrev | wrote
melder | rapporterar | melder | reports
meldte melde | rapporterade | meldte | reported
opplyser | uppger | oplyser | says
opplyste | uppgav | oplyste | stated
oppgir oppgjev | uppger | oplyser | states
oppga oppgav | uppgav | oplyste | stated
hevder hevdar | hävdar | hævder | claims
hevdet hevda | hävdade | hævdede | claimed
påstår | påstår | påstår | alleges
påstod | påstod | påstod | alleged
bekrefter bekreftar stadfestar | bekräftar | bekræfter | confirms
bekreftet bekrefta stadfesta | bekräftade | bekræftede | confirmed
avviser | avvisar | afviser | rejects
avviste | avvisade | afviste | rejected
benekter nektar nekter | förnekar | benægter | denies
benektet nekta nektet | förnekade | benægtede | denied
advarer åtvarar advarar | varnar | advarer | warns
advarte åtvara | varnade | advarede | warned
frykter fryktar | befarar | frygter | fears
fryktet frykta | befarade | frygtede | feared
håper håpar | hoppas | håber | hopes
håpet håpa | hoppades | håbede | hoped
venter ventar | väntar | venter | expects
ventet venta | väntas | ventet | expected
forventer | förväntar | forventer | expects
krever krev | kräver | kræver | demands
krevde | krävde | krævede | demanded
lover lovar | lovar | lover | promises
lovet lova | lovade | lovede | promised
foreslår | föreslår | foreslår | proposes
foreslo | föreslog | foreslog | proposed
understreker understrekar | understryker | understreger | stresses
understreket understreka | underströk | understregede | stressed
påpeker peiker | påpekar | påpeger | notes
forklarer forklarar | förklarar | forklarer | explains
forklarte forklara | förklarade | forklarede | explained
svarer svarar | svarar | svarer | answers
svarte svara | svarade | svarede | answered
spør | frågar | spørger | asks
spurte | frågade | spurgte | asked
ønsker ønskjer | önskar | ønsker | wants
vil | vill | vil | will
varsler varslar | varslar | varsler | announces
varslet varsla | varslade | varslede | announced
konkluderer konkluderar | konstaterar | konkluderer | concludes
konkluderte | konstaterade | konkluderede | concluded
anslår | uppskattar | anslår | estimates
vurderer | bedömer | vurderer | considers
tilføyer legger | tillägger | tilføjer | adds
ifølge ifølgje | enligt | ifølge | -
etter | efter | efter | after
påstander påstandar | påståenden | påstande | claims
rykter rykte | rykten | rygter | rumours
skal | ska | skal | should
skulle | skulle | skulle | should
kan | kan | kan | can
kunne | kunde | kunne | could
må | måste | må | must
bør | bör | bør | ought
trolig truleg | troligen | formentlig | probably
sannsynligvis | sannolikt | sandsynligvis | probably
kanskje | kanske | måske | perhaps
angivelig | påstått | angiveligt | allegedly
visstnok | visst | vistnok | apparently
at | att | at | that
om | om | om | about
hvis dersom | om | hvis | if
og | och | og | and
eller | eller | eller | or
men | men | men | but
ikke ikkje | inte | ikke | not
aldri | aldrig | aldrig | never
jeg eg | jag | jeg | I
du | du | du | you
han | han | han | he
hun ho | hon | hun | she
det | det | det | it
den | den | den | it
vi | vi | vi | we
de dei | de | de | they
meg | mig | mig | me
oss | oss | os | us
dem | dem | dem | them
seg | sig | sig | himself
min | min | min | my
sin | sin | sin | his
sine | sina | sine | their
hans | hans | hans | his
hennes | hennes | hendes | her
deres deira | deras | deres | their
dette | detta | dette | this
denne | denna | denne | this
disse desse | dessa | disse | these
en ein | en | en | a
et eit | ett | et | a
ei | en | en | a
er | är | er | is
var | var | var | was
har | har | har | has
hadde | hade | havde | had
ha | ha | have | have
være vere | vara | være | be
vært vore | varit | været | been
blir | blir | bliver | becomes
ble vart blei | blev | blev | was
bli | bli | blive | become
blitt | blivit | blevet | been
får | får | får | gets
fikk fekk | fick | fik | got
kommer kjem | kommer | kommer | comes
kom | kom | kom | came
gjør gjer | gör | gør | does
gjorde | gjorde | gjorde | did
gjøre gjere | göra | gøre | do
tar tek | tar | tager | takes
går | går | går | goes
gikk gjekk | gick | gik | went
ser | ser | ser | sees
i | i | i | in
på | på | på | on
til | till | til | to
av | av | af | of
fra frå | från | fra | from
med | med | med | with
for | för | for | for
mot | mot | mod | against
over | över | over | over
under | under | under | under
mellom | mellan | mellem | between
ved | vid | ved | at
hos | hos | hos | with
uten utan | utan | uden | without
som | som | som | who
der | där | der | where
da | då | da | when
når | när | når | when
nå no | nu | nu | now
også | också | også | also
bare berre | bara | kun | only
mer meir | mer | mere | more
mange | många | mange | many
flere fleire | flera | flere | several
andre | andra | andre | other
alle | alla | alle | all
noen nokon | någon | nogen | some
noe noko | något | noget | something
hva kva | vad | hvad | what
hvem kven | vem | hvem | who
hvor kvar | var | hvor | where
hvordan korleis | hur | hvordan | how
hvorfor kvifor | varför | hvorfor | why
veldig | mycket | meget | very
to | två | to | two
tre | tre | tre | three
fem | fem | fem | five
år | år | år | years
dag | dag | dag | day
mandag | måndag | mandag | Monday
tirsdag | tisdag | tirsdag | Tuesday
onsdag | onsdag | onsdag | Wednesday
torsdag | torsdag | torsdag | Thursday
fredag | fredag | fredag | Friday
lørdag laurdag | lördag | lørdag | Saturday
søndag sundag | söndag | søndag | Sunday
politiet | polisen | politiet | police
regjeringen regjeringa | regeringen | regeringen | government
statsministeren | statsministern | statsministeren | premier
departementet | departementet | ministeriet | ministry
kilder kjelder | källor | kilder | sources
kilde kjelde | källa | kilde | source
rapporten | rapporten | rapporten | report
avisen avisa | tidningen | avisen | newspaper
pressemelding | pressmeddelande | pressemeddelelse | statement
selskapet | bolaget | selskabet | company
folk | folk | folk | people
mennesker menneske | människor | mennesker | people
"""


def _read() -> dict[str, dict[str, str]]:
    out: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for row in _TABLE.strip().splitlines():
        norwegian, *others = (part.strip() for part in row.split("|"))
        for language, word in zip(LANGUAGES, others, strict=True):
            if word != "-":
                out[language] |= dict.fromkeys(norwegian.split(), word)
    return out


WORDS = _read()


def switch_word(form: str, language: str) -> str:
    """The word in another language, its first letter as before; the word itself where the table has none."""
    known = WORDS[language].get(form.casefold())
    if known is None:
        return form
    return known[0].upper() + known[1:] if form[:1].isupper() else known
