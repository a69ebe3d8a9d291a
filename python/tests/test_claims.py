"""Claims, tables and figures."""

import json

import pytest

import forgetting as fg


def test_verdicts():
    true = fg.claim("for delta in [0, 9]: eps_old(1/2, delta) <= 1/2*bc(delta)")
    assert true.verdict == "certified" and true.established
    assert json.loads(true.certificate)
    false = fg.claim("for x in [0, 3]: exp(x) <= 1 + x + x^2")
    assert false.verdict == "refuted" and not false.established and false.witness
    identity = fg.claim("for x in [-3, 3]: cosh(x)^2 - sinh(x)^2 = 1")
    assert identity.verdict == "proved" and "proved" in identity.explain()


def test_a_claim_that_cannot_be_read_says_where():
    with pytest.raises(fg.InputError, match="line 1, column"):
        fg.claim("for x in [0, 1]: foo(x) <= 1")


def test_check_by_id():
    verdicts = fg.check("C11")
    assert len(verdicts) > 2 and all(v.established for v in verdicts)
    assert verdicts[0].id.startswith("c11")


@pytest.mark.parametrize("name", ["misassignment", "conditioning", "bounds"])
def test_tables_become_frames(name):
    table = fg.table(name)
    frame = table.to_pandas()
    assert len(frame) == len(table) and list(frame.columns) == list(table.columns)
    assert "<table>" in table._repr_html_() and table.caption in table._repr_html_()


def test_figures_are_svg():
    assert fg.figure("misassignment")._repr_svg_().lstrip().startswith("<svg")
    with pytest.raises(fg.InputError, match="unknown figure"):
        fg.figure("nothing")


def test_the_cell_magic():
    from forgetting._magic import _claim

    pytest.importorskip("IPython")
    cell = "for x in [0, 1]: x^2 <= x\n\nfor x in [1, 2]: x < x^2"
    assert len(_claim("return", cell)) == 2
