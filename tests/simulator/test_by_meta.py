"""A desk whose WhatsApp Meta carries, tried without any account: the one stand-in carries all."""

from pathlib import Path

from simulator.world import World

ROOT = Path(__file__).parents[2]
OURS, LEA = "whatsapp:+15145550100", "whatsapp:+15145550301"


def test_nothing_is_asked_of_meta(tmp_path: Path) -> None:
    example = (ROOT / "desk.toml").read_text(encoding="utf-8")
    path = tmp_path / "desk.toml"
    path.write_text(f'{example}\n[meta.numbers]\n"{OURS}" = "100000000000001"\n', encoding="utf-8")
    with World(path, tick_seconds=0) as world:
        world.carrier.text(LEA, OURS, "Is my bike ready?")
        assert world.settle()
        asked, acknowledged = world.carrier.phone(LEA)[OURS]
        assert asked.body == "Is my bike ready?"
        assert "Atelier" in acknowledged.body
        anna = world.desk.agents()[0].address
        world.carrier.text(anna, world.desk.relays[0], "#101 Yes, at five")
        assert world.settle()
        assert world.carrier.phone(LEA)[OURS][-1].body == "Yes, at five"
        assert world.errors == []
