from __future__ import annotations

from enfas.shipped import shipped_texts


def test_texts_come_by_name_in_the_order_of_names() -> None:
    texts = shipped_texts("enfas", "metrology", ".py")
    assert list(texts) == sorted(texts)
    assert "cycles.py" in texts
    assert all(name.endswith(".py") for name in texts)
