"""Pages and pasted texts written for the tests: fictional, in the shapes that real ones have."""

from __future__ import annotations

__all__ = ["HEAD", "PAGE", "PASTED", "PROSE", "page"]

HEAD = """<meta charset="utf-8"><title>Brua må stenges | Fjordposten</title>
<link rel="canonical" href="https://www.fjordposten.example/nyheter/brua?utm_source=fb&amp;id=7#top">
<meta property="og:site_name" content="Fjordposten">
<meta property="og:title" content="Brua må stenges, sier kommunen"><meta property="og:type" content="article">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": ["NewsArticle"],
"headline": "Brua må stenges, sier kommunen", "datePublished": "2026-03-02T07:15:00+01:00",
"author": [{"@type": "Person", "name": "Kari Testdal"}, {"name": "Ola Prøve"}], "publisher": {"name": "Fjordposten"}}
</script><style>.skjult { color: red }</style><script>var a = "hemmelig skript";</script>"""

PAGE = f"""<!DOCTYPE html><html lang="nb-NO"><head>{HEAD}</head><body>
<header><nav><a href="/">Forside</a><a href="/s">Sport</a></nav></header>
<main><article><header><h1>Brua må stenges, sier kommunen</h1>
<p class="article-ingress">Ingeniørene fant sprekker i to av bjelkene. Nå må 4000 bilister kjøre omvei.</p>
<figure><picture><img src="a.jpg" alt="x"></picture><figcaption><span class="caption-text">Brua over Testsundet ble
 åpnet i 1974.</span> <span class="photographer">Foto: Per Bilde / NTB</span></figcaption></figure>
<div class="byline"><span class="author">Kari Testdal</span><span class="author">Ola Prøve</span>
<time datetime="2026-03-02T07:15:00+01:00">2. mars 2026 kl. 07:15</time></div></header>
<div class="body"><p>– Vi kan ikke ta sjansen på at noen blir skadet, sier ordfører Anne Vik&shy;land.</p>
<p>Kommunen fikk rapporten <time>søndag kveld</time>, ifølge <a href="/x">ordføreren</a>. Den skal
ha vært ferdig før.</p>
<aside class="related"><h3>Les også</h3><a href="/y">Ferja står fast i isen, sier rederiet om ulykken</a></aside>
<h2>Sprekker i bjelkene</h2><p>– Hvor alvorlig er det?<br>– Det er alvorlig nok, svarer hun.</p>
<div class="ad">Annonse</div>
<figure><img src="b.jpg"><figcaption>Ordfører Anne Vikland foran brua mandag. Foto: Kari Testdal Les mer Lukk
</figcaption></figure>
<p>Ingeniør Bo Berg mener at brua kan stå i ti år til dersom den blir reparert nå. Han har undersøkt den to ganger.</p>
<p>Les også: <a href="/z">Slik blir omkjøringen</a></p>
<p>Brua stenges mandag klokka 18. Bussene går som normalt fram til da. (NTB)</p>
<div style="display:none">Skjult tekst som ingen ser.</div></div></article></main>
<section class="comments"><p>Dette er jo helt sprøtt, skriver en leser i kommentarfeltet her nede.</p></section>
<footer>© 2026 Fjordposten. Ansvarlig redaktør: Per Sjef</footer></body></html>"""

PROSE = (
    "<p>Rederiet fikk varsel om isen allerede lørdag, ifølge losen som tok imot meldingen.</p>"
    "<p>– Vi trodde den ville snu, sier skipper Bo Berg til avisa. Han har seilt her i tretti år.</p>"
    "<p>Havnesjefen skal ha bedt om en slepebåt, men ingen kom før mandag morgen.</p>"
)

PASTED = """Hopp til innhold
Meny
Fjordposten
Ferja sto fast i isen i ni timer
Passasjerene fikk verken mat eller beskjed før midnatt, ifølge rederiet.
Kari Testdal
Journalist
Publisert 12. januar 2026 kl. 06:12 Oppdatert i dag 09:30
Del på Facebook
MF «Prøven» utenfor Testøya søndag kveld. Foto: Per Bilde / NTB
– Vi trodde noen ville komme, sier passasjer Ida Lund.
Annonse
Hun satt på bildekk sammen med to barn.
Les også: Ferja som aldri kom
– Det var kaldt, sier hun.
Rederiet beklager
Rederisjef Ola Vik til venstre og kaptein Bo Berg på kaia. FOTO: PER BILDE
Rederiet skal ha fått varsel allerede klokka 18. Ingen ringte 113.
«Dette skal vi lære av», skriver Vik i en e-post.
Ferja har gått mellom øyene siden 1994. REUTERS/Per Bilde Les mer Lukk
Les mer om saken i morgendagens avis, sier redaktøren.
Han ba dem klikke på Les mer
Ingen av dem ville svare på det.
(NTB)
Mest lest
Kommentarer (12)
© 2026 Fjordposten
"""


def page(body: str, *, head: str = "") -> str:
    """A bare page around `body`."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
