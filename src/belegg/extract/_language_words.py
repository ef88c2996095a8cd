"""Closed-class words and spelling habits by which a language shows itself.

The lists hold pronouns, articles, conjunctions, prepositions, auxiliaries and the commonest adverbs: closed sets
that any grammar gives. A word shared by two languages stands in both lists, so that only the difference decides.
The lists of `OTHER` are there to lose to: a text that they win is none of the five languages.
"""

from __future__ import annotations

import re

__all__ = ["FIVE", "OTHER", "SPELLING"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FIVE: dict[str, frozenset[str]] = {
    "nb": _words("""
        jeg du han hun den det vi dere de meg deg ham henne oss dem seg min mitt mine din ditt dine sin sitt sine hans
        hennes vår vårt våre deres dette denne disse selv en ei et og eller men for at som om hvis når da fordi mens
        enn så både verken hverken samt i på av til med fra ved under over mellom mot uten etter før gjennom hos innen
        blant rundt ut inn opp ned bort er var har hadde blir ble blitt vært være skal skulle vil ville kan kunne må
        måtte bør burde får fikk fått går gikk gjør gjorde gjort sier sa sagt kommer kom ikke også bare nå her der hvor
        hva hvem hvordan hvorfor hvilken hvilke mye mer mest mange flere noe noen ingen alle alt annet andre hver hele
        bli ha få si gjøre komme mener nei ja man dag år sammen tilbake fortsatt ifølge siden mens likevel derfor
        allerede igjen dessuten hvert hvilket nesten
    """),
    "nn": _words("""
        eg du han ho den det vi me de dykk dei meg deg oss seg min mi mitt mine din ditt dine sin si sitt sine hans
        hennar vår vårt våre deira dette denne desse sjølv ein ei eit og eller men for at som om viss når då fordi medan
        enn så både verken samt i på av til med frå ved under over mellom mot utan etter før gjennom hos innan blant
        rundt ut inn opp ned bort er var har hadde blir vart vorte vore vere blei blitt skal skulle vil ville kan kunne
        må måtte bør burde får fekk fått går gjekk gjer gjorde gjort seier sa sagt kjem kom ikkje også berre no her der
        kor kva kven korleis kvifor mykje meir mest mange fleire noko nokon nokre ingen alle alt anna andre kvar heile
        bli ha få seie gjere kome meiner nei ja ein dag år saman tilbake framleis ifølgje sidan likevel difor
        allereie igjen dessutan kvart kva nesten
    """),
    "da": _words("""
        jeg du han hun den det vi i de mig dig ham hende os jer dem sig min mit mine din dit dine sin sit sine hans
        hendes vores deres dette denne disse selv en et og eller men for at som om hvis når da fordi mens end så både
        hverken samt på af til med fra ved under over mellem mod uden efter før gennem hos inden blandt omkring rundt
        ud ind op ned bort er var har havde bliver blev blevet været være skal skulle vil ville kan kunne må måtte bør
        burde får fik fået går gik gør gjorde gjort siger sagde sagt kommer kom ikke også kun bare nu her der hvor hvad
        hvem hvordan hvorfor hvilken hvilke meget mere mest mange flere noget nogen nogle ingen alle alt andet andre
        hver hele blive have få sige gøre komme mener nej ja man dag år sammen tilbage fortsat ifølge siden alligevel
        derfor allerede igen desuden hvert hvilket næsten
    """),
    "sv": _words("""
        jag du han hon den det vi ni de mig dig honom henne oss er dem sig min mitt mina din ditt dina sin sitt sina
        hans hennes vår vårt våra deras detta denna dessa själv en ett och eller men för att som om när då eftersom
        medan än så både varken samt i på av till med från vid under över mellan mot utan efter före genom hos inom
        bland omkring kring ut in upp ner bort är var har hade blir blev blivit varit vara ska skall skulle vill ville
        kan kunde måste bör borde får fick fått går gick gör gjorde gjort säger sade sa sagt kommer kom inte också
        bara nu här där vad vem hur varför vilken vilka mycket mer mest många flera fler något någon några ingen alla
        allt annat andra varje hela bli ha få säga göra komma menar nej ja man dag år tillsammans tillbaka fortfarande
        enligt sedan ändå därför redan igen dessutom vilket nästan
    """),
    "en": _words("""
        i you he she it we they me him her us them my your his its our their this that these those who whom whose
        which what where when why how a an the and or but if because while than so both nor as of in on at to from by
        with about against between into through during before after above below under over again out up down off is am
        are was were be been being has have had having do does did doing will would shall should can could may might
        must not no yes only also just now here there then more most many much some any all each every few other such
        same own very too said says say get got make made go went come came one two even still since until within
        without among however
    """),
}

OTHER: dict[str, frozenset[str]] = {
    "de": _words("""
        der die das den dem des ein eine einen einem einer eines und oder aber wenn weil dass als wie ich du er sie es
        wir ihr mich dich ihn uns euch sich mein dein sein seine seiner unser ihre ihrer dieser diese dieses nicht kein
        keine auch nur noch schon nach bei mit von vom zu zum zur aus auf an am im in für über unter vor durch gegen
        ohne um bis ist sind war waren wird werden wurde wurden worden hat haben hatte hatten kann können muss soll
        sollte will wollen sagte sagt hier dort jetzt mehr viel sehr was wer wo alle andere man seit zwischen
    """),
    "nl": _words("""
        de het een en of maar als omdat dat die dit deze ik jij je hij zij ze wij we jullie mij hem haar ons hun zich
        mijn zijn uw niet geen ook alleen nog al naar bij met van voor op aan in uit over onder tegen zonder om tot te
        is was waren wordt worden werd werden heeft hebben had hadden kan kunnen moet moeten zal zou zouden wil zegt
        zei hier daar nu meer veel zeer wat wie waar hoe alle andere men sinds tussen door er dan toen
    """),
    "is": _words("""
        ég þú hann hún það við þið þeir þær þau mig þig hana okkur ykkur þá sig minn mín mitt þinn sinn sín sitt og eða
        en ef þegar því að sem um á í af til með frá við undir yfir milli gegn án eftir fyrir gegnum hjá út inn upp
        niður er var hefur hafði hafa verið vera verður varð skal mun vill getur má ekki einnig bara nú hér þar hvar
        hvað hver hvernig mikið meira margir allir allt annað segir sagði ekkert eru voru
    """),
    "fo": _words("""
        eg tú hann hon tað vit tit teir tær tey meg teg hana okkum seg mín mítt tín sín sítt og ella men um tá ið at
        sum á í av til við frá undir yvir millum ímóti uttan eftir fyri gjøgnum hjá út inn upp niður er var hevur hevði
        verið vera verður varð skal fer kann ikki eisini bert nú her har hvar hvat hvør hvussu nógv meira øll alt annað
        sigur segði eru vóru eitt ein
    """),
    "fr": _words("""
        le la les un une des du de et ou mais si que qui quand parce comme je tu il elle nous vous ils elles me te se
        lui leur leurs mon ma mes son sa ses notre votre ce cet cette ces ne pas plus aussi dans sur sous avec sans
        pour par contre entre vers chez est sont était étaient été être a ont avait avoir peut doit fait dit où au aux
        en y dont tout tous très après avant depuis
    """),
    "es": _words("""
        el la los las un una unos de del y o pero si que quien cuando porque como yo tú él ella nosotros ellos me te se
        le les lo su sus mi este esta estos no más también en sobre bajo con sin para por contra entre hacia es son era
        fue ser ha han había puede dijo dice donde al todo todos muy después antes desde hasta ya
    """),
    "it": _words("""
        il lo la i gli le un una di del della dei delle e o ma se che chi quando perché come io tu lui lei noi loro mi
        ti si ci suo sua questo questa non più anche in nel nella su con senza per contro tra fra è sono era stato
        essere ha hanno aveva può detto dove al alla tutto molto dopo prima da dal dalla
    """),
    "pt": _words("""
        o a os as um uma de do da dos das e ou mas se que quem quando porque como eu ele ela nós eles me lhe seu sua
        este esta não mais também em no na nos nas sobre com sem para por contra entre é são era foi ser tem têm havia
        pode disse onde ao à tudo muito depois antes desde até já
    """),
    "fi": _words("""
        ja tai mutta jos kun koska että kuin minä sinä hän me te he se ne tämä nämä tuo joka jotka mikä kuka missä
        miten miksi ei eivät ole olen on ovat oli olivat ollut olla voi pitää sanoi sanoo myös vain nyt täällä siellä
        vielä jo enemmän paljon hyvin kaikki muut mukaan jälkeen ennen kanssa ilman sekä hänen sen niin
    """),
    "et": _words("""
        ja või aga kui et sest nagu mina sina tema meie nad see need mis kes kus kuidas miks ei ole on oli olid olnud
        olla võib peab ütles ka ainult nüüd siin seal veel juba rohkem palju väga kõik teised pärast enne koos ilma oma
        ta ning selle
    """),
    "se": _words("""
        lea leat ja dahje muhto go ahte dat dan mun don son mii dii sii maid gii gos mo manin ii eai leamaš lei ledje
        sáhttá galgá dadjá maiddái dušše dál dáppe doppe vel eanet ollu buot eará maŋŋil ovdal haga iežas
    """),
    "pl": _words("""
        i oraz lub ale jeśli gdy że jak ja ty on ona my oni się go mu jej ich ten ta to te nie też tylko w na do z ze od
        po przez przed pod nad dla o jest są był była były być ma może powiedział tam tu teraz więcej bardzo co kto
        gdzie który która które
    """),
}

# One hit of a spelling counts as half a function word: it settles short texts and the near pairs (nb/nn, nb/da).
SPELLING: dict[str, re.Pattern[str]] = {
    "nb": re.compile(
        r"\w(?:ene|het(?:en|er)?|lige?|inge[rn]|sjon(?:en|er)?|isk|eie?r|(?:tt|kk|pp|ll|nn|mm|ss)(?:e[rnt]?)?)\b"
        r"|\b(?:hv|s?kj|sj|gj)\w|øy\w"
    ),
    "nn": re.compile(
        r"\w(?:ane|heit(?:a|er)?|lege?|ing(?:a|ar|ane)|sjon(?:en|ar)?|isk|ast|jer|(?:tt|kk|pp|ll|nn|mm|ss)(?:e|ar?)?)\b"
        r"|\b(?:kv|s?kj|sj|gj)\w|øy\w"
    ),
    "da": re.compile(
        r"\w(?:erne|hed(?:en|er)?|lige?|inge[rn]|tion(?:en|er)?|ede[st]?|agt|isk|[^aeiouyæøåd]d|ige|ud|eje?[rnt]?)\b"
        r"|\bhv\w|ænd|[æø][gj]|[aeiouyæøå]d(?:e|er|en|et)\b"
    ),
    "sv": re.compile(r"[äö]|\w(?:orna|arna|erna|tion(?:en|er)?|heten|ck|igt?|ande|iska)\b"),
    "en": re.compile(r"\bth\w|\w(?:ing|tion|ly|ght|ed|ness|th|ould)\b|\bw\w"),
    "de": re.compile(r"ß|sch|\w(?:ung|keit|heit|lich|isch|en)\b|[äü]"),
    "nl": re.compile(r"ij|sch|\w(?:aa|oo|ee|uu)\w|\w(?:heid|lijk|ing|en)\b"),
    "is": re.compile(r"[ðþ]|\w(?:ur|um|inn|nn)\b"),
    "fo": re.compile(r"ð|\w(?:ur|um|in|ggj\w*)\b|[íýó]"),
    "fr": re.compile(r"[çêèœ]|eau|\w(?:ment|eux|ité|aient|é)\b|\b[ldsnjc]['’]"),
    "es": re.compile(r"ñ|\w(?:ción|dad|mente|ó)\b"),
    "it": re.compile(r"\w(?:zione|ità|mente|à|gli\w)\b"),
    "pt": re.compile(r"[ãõ]|\w(?:ção|dade|mente)\b"),
    "fi": re.compile(r"ää|yy|uu|ii|\w(?:ssa|ssä|sta|stä|lla|llä|nen|sen|aan)\b"),
    "et": re.compile(r"õ|\w(?:ud|sse|dest|vad)\b"),
    "se": re.compile(r"[áđŋŧžč]"),
    "pl": re.compile(r"[ąęłśźżć]|sz|cz"),
}
