"""The API as its own description says it is, asked with whatever fits and whatever does not: it never breaks."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from desk_world import BASE, client
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from belegg.desk._openapi import schema_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_nothing_that_can_be_sent_breaks_the_api(tmp_path: Path, mode: GenerationMode) -> None:
    asked: Counter[str] = Counter()
    with client(tmp_path) as (made, _):
        assert isinstance(made.app, FastAPI)
        described = {k: v for k, v in schema_of(made.app).items() if k != "servers"}
        for result in schemathesis.openapi.from_dict(described).get_all_operations():
            assert isinstance(result, Ok)
            operation = result.ok()

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(
                max_examples=12, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            def ask(case: schemathesis.Case[Any]) -> None:
                label = f"{case.method} {case.path}"
                sent = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
                assert sent.method
                assert sent.url
                body = sent.body if isinstance(sent.body, str | bytes) else None
                raw = [
                    (k.encode(), v if isinstance(v, bytes) else v.encode("latin-1")) for k, v in sent.headers.items()
                ]
                answer = made.request(sent.method, sent.url, headers=raw, content=body)
                asked[label] += 1
                assert answer.status_code < 500 or answer.status_code == 503, (label, answer.text)
                if answer.status_code >= 400:
                    assert set(answer.json()["error"]) == {"code", "message", "remedy"}

            # Where nothing is asked for, nothing can be asked wrongly.
            with suppress(Unsatisfiable):
                ask()
    assert len(asked) > 15
    assert sum(asked.values()) > 100
