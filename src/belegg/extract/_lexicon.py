"""Closed sets of what stands around an article: furniture, credits, bylines, agencies, dates (nb, nn, da, sv, en)."""

from __future__ import annotations

__all__ = [
    "AGENCIES",
    "AUXILIARIES",
    "BYLINE_LABELS",
    "BYLINE_ROLES",
    "CAPTION_LABELS",
    "CREDIT_LABELS",
    "FURNITURE",
    "HEADLINE_WORDS",
    "MONTHS",
    "NAME_PARTICLES",
    "OWNER_WORDS",
    "PHOTO_AGENCIES",
    "PHOTO_DEIXIS",
    "PLATFORMS",
    "PREPOSITIONS",
    "PRONOUNS",
    "PUBLISHED_LABELS",
    "PUBLISHED_WORDS",
    "ROLE_PREFIXES",
    "TEASER_LABELS",
    "WEEKDAYS",
    "words_of",
]


def words_of(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


def _lines(text: str) -> tuple[str, ...]:
    """Phrases parted by `|` or line ends, longest first so that an alternation never stops at a prefix."""
    phrases = {p.strip() for line in text.splitlines() for p in line.split("|")}
    return tuple(sorted(phrases - {""}, key=lambda p: (-len(p), p)))


FURNITURE = _lines("""
    les mer | les meir | les mer her | les hele saken | les heile saka | les også | lukk | lukk vindu | vis mer
    vis meir | vis mindre | vis bildetekst | skjul bildetekst | vis større bilde | forstørr bilde | åpne bilde
    opne bilete | annonse | annonsørinnhold | reklame | sponset innhold | sponsa innhald | fortsett å lese
    klikk her for å lese mer | artikkelen fortsetter under annonsen | artikkelen fortsetter under bildet
    artikkelen fortsetter under videoen | artikkelen fortsetter under | saken fortsetter under annonsen
    saken fortsetter under bildet | saken fortsetter under videoen | saken fortsetter under
    saken fortsetter etter annonsen | saka held fram under annonsen | saka held fram under biletet
    saka held fram under | artikkelen held fram under | artikkelen held fram under annonsen
    artikkelen held fram under biletet | saken oppdateres | saka blir oppdatert | del | del saken | del saka
    del artikkelen | del artikkel | del på | del på facebook | del på twitter | del på x | del på linkedin
    del på e-post | del via e-post | del på epost | delt på facebook | tips en venn | kopier lenke | kopier lenka
    kopier lenken | skriv ut | lytt til saken | lytt til artikkelen | hør artikkelen | hør saken | lagre
    lagre artikkelen | lagre saken | gi som gave | facebook | twitter | linkedin | whatsapp | messenger | instagram
    snapchat | tiktok | youtube | bluesky | e-post | epost | rss | hopp til innhold | hopp til innhaldet
    hopp til hovedinnhold | gå til innhold | til toppen | til forsiden | til framsida | meny | søk | logg inn
    logg ut | min side | bli abonnent | abonner | kjøp abonnement | tips oss | har du tips | kontakt oss
    kundeservice | nyhetsbrev | meld deg på nyhetsbrevet | meld deg på vårt nyhetsbrev | e-avis | eavis
    kommentarer | skriv kommentar | vis kommentarer | se kommentarer | kommenter | kommenter saken | kommentarfelt
    mest lest | mest lese | siste nytt | flere saker | fleire saker | relaterte saker | relaterte artikler
    relatert innhold | relaterte artiklar | anbefalte saker | anbefalt for deg | anbefalte artikler | forrige
    neste | forrige bilde | neste bilde | spill av | se video | sjå video | vis video | se bildeserie | personvern
    personvernerklæring | informasjonskapsler | cookies | godta alle | godta | avvis alle | administrer samtykke
    alle rettigheter reservert | for abonnenter | pluss | kun for abonnenter | denne saken er for abonnenter
    eldre enn ett år | denne artikkelen er over ett år gammel | denne artikkelen er mer enn ett år gammel
    følg oss på facebook | følg oss | følg | læs mere | læs også | luk | vis mere
    artiklen fortsætter efter annoncen | artiklen fortsætter under billedet | artiklen fortsætter under annoncen
    annonce | annoncer | del artiklen | kopiér link | kopier link | log ind | log ud | bliv abonnent
    tilmeld nyhedsbrev | mest læste | seneste nyt | relaterede artikler | gå til indhold | søg | lyt til artiklen
    privatlivspolitik | udskriv | opret abonnement | gem artikel | läs mer | läs mer här | läs också | läs även
    stäng | visa mer | visa mindre | visa bildtext | artikeln fortsätter under annonsen
    artikeln fortsätter efter annonsen | artikeln fortsätter under bilden | artikeln uppdateras | annons | dela
    dela artikeln | dela på facebook | dela på x | dela via e-post | kopiera länk | logga in | logga ut
    bli prenumerant | prenumerera | mest lästa | senaste nytt | relaterade artiklar | hoppa till innehåll
    till innehållet | sök | lyssna på artikeln | spara artikel | integritetspolicy | till startsidan | read more
    read also | see also | close | show more | show less | show caption | hide caption | view image in fullscreen
    enlarge image | advertisement | advert | sponsored content | sponsored | article continues below
    story continues below | continue reading | continue reading below | article continues after advertisement
    share | share this | share this article | share this story | share on facebook | share on twitter | share on x
    share via email | copy link | print | print this article | email this article | log in | sign in | sign up
    sign up to our newsletter | subscribe | subscribe now | newsletter | skip to content | skip to main content
    menu | search | most read | most popular | latest news | related articles | related stories | recommended
    recommended stories | comments | leave a comment | view comments | privacy policy | cookie policy | accept all
    accept cookies | all rights reserved | back to top | listen to this article | save article
    open image in gallery | play video | watch video | next | previous | follow us | follow us on facebook
""")

# The names among them, which end a sentence as well («… svindler via Facebook Messenger»).
PLATFORMS = words_of("facebook twitter linkedin whatsapp messenger instagram snapchat tiktok youtube bluesky rss")

# A label and then the title of another article, on one line.
TEASER_LABELS = _lines("""
    les også | les mer | les meir | les mer om | les meir om | les mer her | les flere saker om | les saken
    les saka | les kommentaren | les intervjuet | se også | sjå også | hør podkasten | mest lest | relatert
    flere saker | fleire saker | læs også | læs mere | læs mere om | läs också | läs även | läs mer | läs mer om
    se även | read also | read more | see also | also read | related | more on this story
""")

PUBLISHED_LABELS = _lines("""
    publisert | publisert første gang | først publisert | sist oppdatert | oppdatert | endret | sist endret | endra
    sist endra | lagt ut | publiceret | offentliggjort | opdateret | sidst opdateret | publicerad | publicerades
    uppdaterad | senast uppdaterad | published | first published | updated | last updated | posted | modified
    last modified
""")

# Words that may stand with a date or clock time behind such a label, and nothing else.
PUBLISHED_WORDS = words_of("""
    kl klokken klokka den dato i dag går igår idag for siden sidan sedan ago at on by av and og och minutt minutter
    minuttar minuter min timer timar timmar time dager dagar hour hours minute minutes day days cet cest utc gmt bst
    est edt am pm a p m st nd rd th ca
""")

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "januar jan january januari",
            "februar feb february februari",
            "mars march marts mar",
            "april apr",
            "mai maj may",
            "juni jun june",
            "juli jul july",
            "august aug augusti",
            "september sep sept",
            "oktober okt oct october",
            "november nov",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}

WEEKDAYS = words_of("""
    mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tysdag laurdag sundag måndagen tisdag torsdagen lördag
    söndag monday tuesday wednesday thursday friday saturday sunday mandagen
""")

CREDIT_LABELS = _lines("""
    foto | foton | fotos | fotografi | fotograf | arkivfoto | illustrasjonsfoto | illustrationsfoto | pressefoto
    skjermdump | skjermbilde | skjermbilete | skärmdump | skærmbillede | bilde | bilete | billede | bild
    illustrasjon | illustration | grafikk | grafik | graphic | graphics | kart | video | faksimile | montasje
    collage | foto/grafikk | foto/video | bilde/video | photo | photos | photograph | photographer | photo credit
    photo by | foto av | foto af | picture | image | image credit | credit | bildekilde | kilde foto | foto og video
    arkivbilde | arkivbild | arkiv | getty images via | screenshot | handout
""")

CAPTION_LABELS = _lines(
    "bildetekst | bilettekst | billedtekst | bildtext | caption | illustrasjonsbilde | arkivfoto | illustrasjonsfoto"
)

# Agencies that deliver text. Keys are matched as written (upper case matters: «TT», «AP»), values are the names shown.
AGENCIES: dict[str, str] = {
    "NTB": "NTB",
    "NPK": "NPK",
    "Nynorsk pressekontor": "NPK",
    "Nynorsk Pressekontor": "NPK",
    "Reuters": "Reuters",
    "REUTERS": "Reuters",
    "AFP": "AFP",
    "AP": "AP",
    "Associated Press": "AP",
    "TT": "TT",
    "Ritzau": "Ritzau",
    "ritzau": "Ritzau",
    "RITZAU": "Ritzau",
    "/ritzau/": "Ritzau",
    "dpa": "dpa",
    "DPA": "dpa",
    "STT": "STT",
    "FNB": "FNB",
    "BNS": "BNS",
    "ANSA": "ANSA",
    "EFE": "EFE",
    "PA Media": "PA Media",
    "Xinhua": "Xinhua",
    "TASS": "TASS",
    "Interfax": "Interfax",
    "Bloomberg": "Bloomberg",
}

# Sellers and makers of pictures; with the text agencies these sign photographs without a label.
PHOTO_AGENCIES = _lines("""
    NTB scanpix | NTB Scanpix | Scanpix | Ritzau Scanpix | Scanpix Denmark | TT Nyhetsbyrån | AP Photo | AP Images
    AP/NTB | AFP/NTB | Reuters/NTB | Getty Images | Getty | EPA | EPA-EFE | EPA/NTB | Shutterstock | iStock | Alamy
    Bildbyrån | BILDBYRÅN | Zuma | Sipa | Sputnik | Unsplash | Pixabay | Wikimedia Commons | Wikimedia | Mostphotos
    Colourbox | Samfoto | Digitaltmuseum | Maxar | Planet Labs | Anadolu | PA Wire | NASA | ESA | Fotograf | Privat
    privat | Handout | Pool | Scanstockphoto
""")

BYLINE_LABELS = _lines("""
    av | tekst | tekst og foto | tekst og bilde | tekst og bilete | tekst & foto | skrevet av | skrive av
    journalist | reporter | forfatter | forfattar | kommentar av | intervju av | analyse av | publisert av | af
    skrevet af | text | text och foto | text & foto | by | written by | story by | words by | author | reported by
    byline
""")

BYLINE_ROLES = words_of("""
    journalist journalistar journalister redaktør redaktor reporter korrespondent kommentator
    redaksjonssjef nyhetssjef nyheitssjef sjefredaktør fotograf fotojournalist utenriksjournalist
    utenrikskorrespondent utanrikskorrespondent correspondent editor frilans frilansjournalist frilanser
    sportsjournalist kulturredaktør debattredaktør writer kulturjournalist vaktsjef nyhedsredaktør
    redaktionschef utrikeskorrespondent
""")

# Stand before one of these and are no role alone: «politisk redaktør», but «politisk isolert».
ROLE_PREFIXES = words_of("politisk ansvarlig digital staff")

NAME_PARTICLES = words_of("""
    van von de der den del della di da dos du la le el al bin ben ibn af av zu ter ten og och and & i
""")

# Says where in a picture somebody stands, or that there is a picture.
PHOTO_DEIXIS = _lines("""
    t.v. | t.h. | (tv) | (th) | f.v. | f.h. | til venstre | til høyre | til høgre | til vänster | til højre
    till vänster | till höger | fra venstre | frå venstre | fra høyre | frå høgre | från vänster | fra højre
    på bildet | på biletet | på bilden | på billedet | bildet viser | biletet viser | billedet viser | bilden visar
    bildet er tatt | biletet er teke | avbildet | avbilda | her sammen med | her saman med | här tillsammans med
    her avbildet | her fotografert | illustrasjonsbilde | illustrasjonsfoto | arkivfoto | arkivbilde | pictured
    left to right | from left | from right | (left) | (right) | centre, | is seen | are seen | file photo
    file picture | poserer | ses her | sees her | i midten
""")

AUXILIARIES = words_of("""
    er var har hadde blir ble blei vart vert skal skulle vil ville kan kunne må måtte bør burde får fikk fekk går
    gikk gjekk gjør gjer gjorde kommer kjem kom sier seier sa står sto stod tar tok ga gav lå satt dro falt fant så
    vet veit tror trur ser finnes finst finns ligger ligg sit heter heiter fins havde bliver blev siger sagde gør
    fik gik ved tager kunde är ska skall måste säger sade gör gick tog is are was were has have had will would shall
    should can could may might must says said does did do be been goes went comes came took takes gets got makes
    made
""")

PREPOSITIONS = words_of("""
    i på av til med fra frå ved under over mellom mot uten utan etter før gjennom hos innen blant rundt foran
    framfor bak utenfor utanfor langs via mod mellem efter uden udenfor gennem från vid över mellan utanför framför
    genom bland längs in on at of to from by with about against between through during before after outside near
    along and og och eller or for per de den det en ei et eit ein ett the a an flere fleire mange noen nokre alle
    tre fire fem seks sju åtte ni ti som også både samt
""")

# «det» and its kin are left out: they are articles as well («Det gamle tårnet»).
PRONOUNS = words_of("""
    jeg du han hun vi dere man eg ho me dykk jag ni he she it we they you there der
""")

# Capitalised in an English headline («Video: Man Rescued From River»), and never part of a name.
HEADLINE_WORDS = words_of("""
    In On At From With Without After Before Over Under Against About During Between Through Near Amid Is Are Was Were
    Has Have Had Will Would Should Could Says Said
""")

# Plain words that stand among the names of a credit.
OWNER_WORDS = words_of("""
    arkiv arkivfoto privat scanpix ritzau fra frå från from via for the foto photo pressefoto skjermdump skjermbilde
    illustrasjon illustrasjonsfoto montasje handout pool file på i til med samt gjengitt tillatelse video bilder
""")
