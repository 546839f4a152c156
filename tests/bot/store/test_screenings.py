from bot.messages import Outcome
from bot.screening import Action, Verdict
from bot.store import Screened, Store
from tests.bot.store.samples import PLACE, a_screened

SERVER = PLACE.server_key


async def logged(store: Store, *screenings: Screened) -> None:
    for screened in screenings:
        await store.remember(
            None,
            message_key=screened.message_key,
            outcome=Outcome.REFUSED,
            spendings=[],
            screenings=[screened],
        )


async def test_a_decision_comes_back_with_categories_scores_and_rule(store: Store) -> None:
    verdict = Verdict(Action.REFUSE, "rules", ("a/b", "c"), {"a/b": 0.75, "c": 1e-9}, "no swearing")
    screened = a_screened(direction="out", verdict=verdict, text="darn")
    await logged(store, screened)

    assert await store.screenings.newest(SERVER, 10) == [screened]


async def test_the_text_is_kept_only_where_it_was_given(store: Store) -> None:
    await logged(store, a_screened(text=None))

    (screened,) = await store.screenings.newest(SERVER, 1)

    assert screened.text is None


async def test_the_newest_decisions_of_one_server_come_oldest_first(store: Store) -> None:
    await logged(
        store,
        a_screened(message_key="1"),
        a_screened(message_key="2", server="console/other"),
        a_screened(message_key="3"),
        a_screened(message_key="4"),
    )

    newest = await store.screenings.newest(SERVER, 2)

    assert [screened.message_key for screened in newest] == ["3", "4"]


async def test_decisions_are_narrowed_to_a_channel_and_an_action(store: Store) -> None:
    refused = Verdict(Action.REFUSE)
    await logged(
        store,
        a_screened(message_key="1", verdict=refused),
        a_screened(message_key="2"),
        a_screened(message_key="3", channel="elsewhere", verdict=refused),
    )

    newest = await store.screenings.newest(SERVER, 9, channel=PLACE.key, action=Action.REFUSE)

    assert [screened.message_key for screened in newest] == ["1"]
