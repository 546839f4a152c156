"""From where on a channel may hold something that never came."""

from adapters.discord.marks import Marks
from bot.messages import Place

SERVER, OTHER = 7, 8


def restored() -> Marks:
    marks = Marks(1_000)
    seen = {
        Place("discord", str(SERVER), "1"): "300",
        Place("discord", str(SERVER), "1", "2"): "400",
        Place("discord", "dm-3", "3"): "200",
    }
    marks.restore(seen, floor=350)
    return marks


def test_at_the_very_first_start_only_what_is_said_from_now_on_can_be_missing():
    marks = Marks(1_000)
    marks.restore({}, floor=0)

    assert marks.missing_from(1) == 1_000


def test_after_a_restart_each_channel_is_read_from_its_own_mark_and_a_new_one_from_the_newest():
    marks = restored()

    assert [marks.missing_from(channel) for channel in (1, 2, 3, 4)] == [300, 400, 200, 400]


def test_a_mark_moves_only_where_nothing_before_it_is_missing():
    marks = restored()

    assert not marks.saw(1, 500)
    assert marks.missing_from(1) == 300
    marks.complete(1, SERVER)
    assert marks.saw(1, 500)
    assert marks.missing_from(1) is None


def test_a_new_session_of_some_servers_leaves_the_channels_of_others_alone():
    marks = restored()
    marks.complete(1, SERVER)
    marks.complete(4, OTHER)
    marks.saw(1, 500)
    marks.saw(4, 600)
    before = marks.session
    marks.began(lambda server: server == SERVER)

    assert marks.session == before + 1
    assert marks.missing_from(1) == 500
    assert marks.missing_from(4) is None
    # In a channel without a mark everything is known up to the newest message of all.
    assert marks.missing_from(9) == 600


def test_direct_conversations_are_known_by_themselves_the_latest_first():
    marks = restored()
    marks.complete(5, 0)
    marks.saw(5, 900)

    assert marks.conversations(0) == [5, 3]
    assert marks.conversations(250) == [5]


def test_a_channel_that_is_gone_is_forgotten():
    marks = restored()
    marks.complete(3, 0)
    marks.saw(3, 700)
    marks.forget(3)

    assert marks.conversations(0) == []
    assert marks.since(0) == {1, 2}
