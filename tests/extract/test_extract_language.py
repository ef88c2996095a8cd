from __future__ import annotations

import pytest

from belegg.extract import decide_language

TEXTS = {
    "nb": "Regjeringen bestemte tirsdag at skattene ikke skal økes neste år. Finansministeren sa til journalistene at "
    "saken hadde vært diskutert lenge, og at man nå hadde funnet en løsning. Opposisjonen kritiserte planen og krevde "
    "mer penger til skoler og sykehus. Også fagforeningene var skuffet over beslutningen, som ble tatt uten at noen "
    "hadde spurt dem om hva de mente om den.",
    "nn": "Regjeringa bestemte tysdag at skattane ikkje skal aukast neste år. Finansministeren sa til journalistane at "
    "saka hadde vore drøfta lenge, og at ein no hadde funne ei løysing. Opposisjonen kritiserte planen og kravde meir "
    "pengar til skular og sjukehus. Også fagforeiningane var skuffa over avgjerda, som vart teken utan at nokon hadde "
    "spurt dei om kva dei meinte om henne.",
    "da": "Regeringen besluttede tirsdag, at skatterne ikke skal sættes op næste år. Finansministeren sagde til "
    "journalisterne, at sagen havde været drøftet længe, og at man nu havde fundet en løsning. Oppositionen "
    "kritiserede planen og krævede flere penge til skoler og sygehuse. Også fagforeningerne var skuffede over "
    "beslutningen, der blev taget, uden at nogen havde spurgt dem, hvad de mente om den.",
    "sv": "Regeringen beslutade på tisdagen att skatterna inte ska höjas nästa år. Finansministern sade till "
    "journalisterna att frågan hade diskuterats länge och att man nu hade hittat en lösning. Oppositionen kritiserade "
    "planen och krävde mer pengar till skolor och sjukhus. Även facken var besvikna över beslutet, som togs utan att "
    "någon hade frågat dem vad de tyckte om det.",
    "en": "The government decided on Tuesday that taxes will not be raised next year. The finance minister told "
    "reporters that the matter had been discussed for a long time and that a solution had now been found. The "
    "opposition criticised the plan and demanded more money for schools and hospitals. The unions were also "
    "disappointed by the decision, which was taken without asking them.",
}
OTHERS = {
    "de": "Die Regierung hat am Dienstag beschlossen, dass die Steuern im kommenden Jahr nicht erhöht werden. Der "
    "Minister sagte vor Journalisten, man habe lange darüber gesprochen und sei nun zu einer Lösung gekommen. Auch "
    "die Gewerkschaften zeigten sich enttäuscht von der Entscheidung, die ohne sie getroffen wurde.",
    "fr": "Le gouvernement a annoncé mardi que les impôts ne seront pas augmentés l'année prochaine. Le ministre a dit "
    "aux journalistes que la discussion avait été longue mais qu'une solution était trouvée. Les syndicats se sont "
    "dits déçus par cette décision prise sans eux.",
    "fi": "Hallitus päätti tiistaina, että verot eivät nouse ensi vuonna. Ministeri sanoi toimittajille, että asiasta "
    "on keskusteltu pitkään ja nyt ratkaisu on löytynyt. Myös ammattiliitot olivat pettyneitä päätökseen, joka tehtiin "
    "ilman niiden mielipidettä.",
    "nl": "De regering heeft dinsdag besloten dat de belastingen volgend jaar niet omhoog gaan. De minister zei tegen "
    "journalisten dat er lang over is gesproken en dat er nu een oplossing is. Ook de vakbonden waren teleurgesteld "
    "over het besluit dat zonder hen werd genomen.",
    "is": "Ríkisstjórnin ákvað á þriðjudag að skattar yrðu ekki hækkaðir á næsta ári. Ráðherrann sagði við blaðamenn "
    "að málið hefði verið rætt lengi og nú væri lausn fundin. Verkalýðsfélögin voru líka vonsvikin með ákvörðunina "
    "sem var tekin án þeirra.",
    "fo": "Landsstýrið gjørdi av týsdagin, at skatturin ikki skal hækka komandi ár. Landsstýrismaðurin segði við "
    "tíðindafólk, at málið hevði verið viðgjørt leingi, og nú var ein loysn funnin. Fakfeløgini vóru vónbrotin.",
    "la": "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et "
    "dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea.",
    "ru": "Правительство во вторник решило, что налоги в следующем году не будут повышены, сказал министр.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_each_of_the_five(language: str) -> None:
    assert decide_language(TEXTS[language]) == language


@pytest.mark.parametrize("language", TEXTS)
def test_letter_case_does_not_matter(language: str) -> None:
    assert decide_language(TEXTS[language].upper()) == language


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("times", [1, 4])
def test_other_languages_are_none(language: str, times: int) -> None:
    assert decide_language(OTHERS[language] * times) is None


def test_a_foreign_quote_does_not_turn_an_article() -> None:
    assert decide_language(TEXTS["nn"] + " «" + TEXTS["en"][:150] + "»") == "nn"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Eg veit ikkje kva som har hendt, seier ho", "nn"),
        ("Jeg vet ikke hva som har skjedd, sier hun", "nb"),
        ("Jag vet inte vad som har hänt, säger hon", "sv"),
        ("Jeg ved ikke, hvad der er sket, siger hun nu", "da"),
        ("I do not know what has happened, she says", "en"),
    ],
)
def test_a_short_text_with_clear_marks(text: str, language: str) -> None:
    assert decide_language(text) == language


@pytest.mark.parametrize("text", ["", "   ", "12 345", "Oslo", "Ola Prøve"])
def test_too_little_to_tell(text: str) -> None:
    assert decide_language(text) is None
