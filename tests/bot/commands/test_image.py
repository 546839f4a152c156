"""/image over the whole core and the stand-in of the API, with real files."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels import Said
from bot.config import ModelCard
from bot.messages import (
    Attachment,
    Choices,
    Ended,
    Event,
    File,
    Message,
    Notice,
    Outcome,
    Quote,
    Status,
)
from tests.bot.talking import (
    BOB,
    DANA,
    PLACE,
    configured,
    end,
    events,
    message,
    opened,
    rows,
    words,
)
from tests.doubles.openai import Call, Error, Json, ModelSpec, OpenAIDouble, Page, Reply, no_quota
from tests.doubles.openai import Status as Failing
from tests.drawing import PAINTER, with_painter
from tests.fakes.channels import FakeChannels
from tests.pictures import black_and_white, picture
from tests.pictures import opened as looked_at


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble(lenient=False) as api:
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: OpenAIDouble):
    async with opened(tmp_path, api, models=with_painter()) as bot:
        yield bot


def file(data: bytes, name: str = "cat.png", option: str = "", size: int | None = None):
    async def read() -> bytes:
        return data

    length = len(data) if size is None else size
    return Attachment(name, "image/png", length, f"/{name}", option=option, read=read)


def asked(prompt: str, *files: Attachment, **options: Any) -> Message:
    how = {key: options.pop(key) for key in ("person", "approved", "place") if key in options}
    given = {"prompt": prompt, **options}
    return message("", command="image", options=given, attachments=files, **how)


def files(seen: list[Event]) -> list[File]:
    return [event for event in seen if isinstance(event, File)]


def choices(seen: list[Event]) -> Choices:
    (found,) = [event for event in seen if isinstance(event, Choices)]
    return found


async def picked(bot, offered: Choices, label: str, *, person=DANA) -> list[Event]:
    number = [choice.label for choice in offered.choices].index(label)
    pressed = await bot.pick(
        offered.id,
        number,
        message_id=f"press-{offered.id}-{number}-{person.id}",
        place=PLACE,
        person=person,
        direct=True,
    )
    return await events(bot, pressed)


async def test_a_picture_comes_with_its_words_for_those_who_cannot_see_it(bot, api, tmp_path):
    seen = await events(bot, asked("a fox in the snow", quality="low"))

    (made,) = files(seen)
    assert (made.name, made.media_type) == ("a-fox-in-the-snow.png", "image/png")
    assert looked_at(made.data).size == (32, 32)
    assert made.alt == "Picture, made from the words: a fox in the snow"
    assert end(seen).outcome is Outcome.ANSWERED
    (row,) = rows(tmp_path, "select model, kind, images, output, cost from spendings")
    # 200 tokens, and 100 for each of two sketches.
    assert row[:4] == (PAINTER, "image", 1, 400)
    assert row[4] == pytest.approx((5 * 5 + 400 * 30) / 1e6)
    assert end(seen).cost == pytest.approx(row[4])


async def test_sketches_are_shown_while_it_is_drawn(bot, api):
    api.easel.gate = asyncio.Event()
    sketches: list[File] = []
    async with aclosing(bot.handle(asked("a fox"))) as coming:
        async for event in coming:
            if isinstance(event, Status) and event.sketch:
                sketches.append(event.sketch)
            if len(sketches) == 2:
                api.easel.gate.set()
            if isinstance(event, File):
                assert len(sketches) == 2
    assert sketches[0].data != sketches[1].data
    assert len(api.moderation.asked) >= 4


async def test_plain_words_draw_where_the_model_knows_tools(tmp_path, api):
    models = with_painter()
    models["table"]["chatty"] = ModelCard(tools=True, images=True)
    api.models.add(ModelSpec("chatty"))
    async with opened(tmp_path, api, models=models) as bot:
        api.say(Reply("", calls=(Call("image", '{"prompt": "a fox", "quality": "low"}'),)), "Here.")
        drawn = await events(bot, "Draw me a fox!")
        arguments = '{"action": "edit", "prompt": "make it night", "quality": "low"}'
        api.say(Reply("", calls=(Call("image", arguments),)), "There.")
        changed = await events(bot, message("Make it night", attachments=(file(picture()),)))

    assert len(files(drawn)) == len(files(changed)) == 1
    assert words(drawn).endswith("Here.")
    assert api.easel.orders[1].images[0].data == picture()


async def test_several_pictures_are_numbered(bot, api):
    seen = await events(bot, asked("owls", count=3, format="jpeg", quality="low"))

    assert [made.name for made in files(seen)] == ["owls-1.jpg", "owls-2.jpg", "owls-3.jpg"]
    assert files(seen)[1].alt == "Picture 2 of 3, made from the words: owls"
    assert {looked_at(made.data).format for made in files(seen)} == {"JPEG"}
    (order,) = api.easel.orders
    assert (order.count, order.stream) == (3, False)


async def test_what_the_model_makes_in_fewer_pieces_is_split_over_bounded_requests(tmp_path, api):
    models = with_painter(at_once=2, streams=False) | {"pictures_at_once": 2}
    async with opened(tmp_path, api, models=models) as bot:
        seen = await events(bot, asked("owls", count=7, quality="low"))

    assert len(files(seen)) == 7
    assert sorted(order.count for order in api.easel.orders) == [1, 2, 2, 2]
    assert end(seen).usage.images == 7


async def test_no_more_requests_than_allowed_are_made_side_by_side(tmp_path, api):
    api.easel.gate = asyncio.Event()
    models = with_painter(at_once=1, streams=False) | {"pictures_at_once": 2}
    async with opened(tmp_path, api, models=models) as bot:
        answering = asyncio.create_task(events(bot, asked("owls", count=5, quality="low")))
        await api.until(requests=2, endpoint="generations")
        await asyncio.sleep(0.05)
        assert api.record.requests("generations") == 2
        api.easel.gate.set()
        seen = await answering
    assert len(files(seen)) == 5


async def test_size_quality_background_and_format_are_sent_as_chosen(bot, api):
    await events(
        bot,
        asked("a logo", size="landscape", quality="low", background="transparent", format="webp"),
    )

    (order,) = api.easel.orders
    assert (order.width, order.height, order.quality) == (1536, 1024, "low")
    assert (order.background, order.format) == ("transparent", "webp")
    assert len(api.record.of("generations")[0].body["safety_identifier"]) == 32


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"size": "3840x2160"}, "webp"),
        ({"size": "3840x2160", "format": "png"}, "png"),
        ({"size": "1536x1024"}, "png"),
    ],
)
async def test_a_large_picture_comes_as_a_kind_of_file_that_chats_take(bot, api, options, kind):
    await events(bot, asked("a city", quality="low", **options))

    assert api.easel.orders[0].format == kind


async def test_an_edit_without_a_mask_is_about_the_whole_picture(bot, api):
    await events(bot, asked("make it night", file(picture()), action="edit", quality="low"))

    (order,) = api.easel.orders
    assert order.kind == "edits"
    assert order.images[0].data == picture()
    assert order.mask is None


async def test_a_picture_that_is_attached_is_changed_without_saying_so(bot, api):
    await events(bot, asked("make it night", file(picture()), quality="low"))

    assert api.easel.orders[0].kind == "edits"


async def test_an_edit_without_a_mask_is_about_the_transparent_part_if_there_is_one(bot, api):
    await events(bot, asked("put a moon there", file(picture(hole=True)), quality="low"))

    (order,) = api.easel.orders
    alpha = looked_at(order.mask.data).getchannel("A")
    assert (alpha.getpixel((0, 0)), alpha.getpixel((63, 47))) == (0, 255)


@pytest.mark.parametrize("mask", [picture(hole=True), black_and_white()])
async def test_a_mask_says_where_the_picture_may_change(bot, api, mask):
    await events(
        bot,
        asked(
            "a moon", file(mask, "m.png", "mask"), file(picture(), option="image"), quality="low"
        ),
    )

    (order,) = api.easel.orders
    assert order.images[0].data == picture()
    alpha = looked_at(order.mask.data).getchannel("A")
    assert (alpha.getpixel((0, 0)), alpha.getpixel((63, 47))) == (0, 255)


async def test_a_mask_of_another_size_is_a_sentence_or_is_resized_when_asked(bot, api):
    mask = file(picture(32, 32, hole=True), "my mask.png")

    seen = await events(bot, asked("a moon", file(picture()), mask))
    fitted = await events(bot, asked("a moon", file(picture()), mask, fit=True, quality="low"))

    assert "The mask has 32 x 32 pixels and the picture 64 x 48" in end(seen).text
    assert end(seen).outcome is Outcome.FAILED
    assert len(files(fitted)) == 1
    assert looked_at(api.easel.orders[0].mask.data).size == (64, 48)


async def test_the_picture_of_the_message_that_is_answered_is_changed(bot, api):
    channels = FakeChannels()
    said = Said("m77", "9", "Ann", "look", datetime.now(UTC), attachments=(file(picture()),))
    channels.said[PLACE] = [said]
    bot.attach(PLACE.platform, channels)
    given = replace(
        asked("make it night", action="edit", quality="low"),
        quotes=(Quote("Ann", "look", id="m77"),),
    )

    seen = await events(bot, given)

    assert len(files(seen)) == 1
    assert api.easel.orders[0].images[0].data == picture()


async def test_a_photo_is_turned_upright_and_other_kinds_are_converted(bot, api):
    held = picture(kind="JPEG", orientation=6)
    await events(bot, asked("night", file(held, "a.jpg"), file(picture(kind="GIF")), quality="low"))

    (order,) = api.easel.orders
    assert looked_at(order.images[0].data).size == (48, 64)
    assert looked_at(order.images[1].data).format == "PNG"


async def test_again_asks_for_the_same_and_variation_for_one_like_it(bot, api):
    offered = choices(await events(bot, asked("owls", count=2, quality="low")))

    again = await picked(bot, offered, "Again")
    variation = await picked(bot, offered, "Variation of 2")

    assert [choice.label for choice in offered.choices] == [
        "Again",
        "Variation of 1",
        "Variation of 2",
    ]
    assert len(files(again)) == 2
    assert len(files(variation)) == 1
    first, second, third = api.easel.orders
    assert (second.prompt, second.count, second.quality) == ("owls", 2, "low")
    assert third.kind == "edits"
    assert "variation" in third.prompt
    assert first.kind == "generations"


async def test_a_changed_picture_can_be_asked_for_again_after_a_restart(tmp_path, api):
    async with opened(tmp_path, api, models=with_painter()) as bot:
        mask = file(picture(hole=True), "m.png", "mask")
        given = asked("a moon", file(picture(), option="image"), mask, quality="low")
        offered = choices(await events(bot, given))
    async with opened(tmp_path, api, models=with_painter()) as bot:
        seen = await picked(bot, offered, "Again", person=BOB)

    assert len(files(seen)) == 1
    first, second = api.easel.orders
    assert second.images[0].data == first.images[0].data
    assert second.mask.data == first.mask.data


async def test_pictures_of_a_person_go_with_what_else_is_forgotten_of_them(bot, api):
    offered = choices(await events(bot, asked("owls", quality="low")))
    token = offered.choices[1].options["image"]
    album = bot._parts.album
    assert await album.get(token, server=PLACE.server_key) is not None

    await events(bot, message("", command="forget", options={"me": True}, approved=True))

    assert await album.get(token, server=PLACE.server_key) is None


async def test_a_picture_that_is_not_kept_any_more_is_a_sentence(bot):
    seen = await events(bot, asked("more", image="0" * 32, action="variation"))

    assert "not kept any more" in end(seen).text


async def test_what_may_cost_much_waits_for_a_button(bot, api):
    seen = await events(bot, asked("owls", count=10))

    assert not api.easel.orders
    offered = choices(seen)
    # 7,030 tokens for 1,024 x 1,024, and the model may choose one half as large again.
    assert offered.question == "These 10 pictures may cost up to $3.16. Go ahead?"
    assert [choice.label for choice in offered.choices] == [
        "Go ahead for up to $3.16",
        "Only one, for up to $0.32",
    ]
    assert end(seen).outcome is Outcome.ANSWERED
    assert len(files(await picked(bot, offered, "Only one, for up to $0.32"))) == 1
    assert api.easel.orders[0].count == 1


async def test_yes_is_said_by_the_asker_alone_and_counts_for_what_was_asked(bot, api):
    offered = choices(await events(bot, asked("owls", count=10)))

    with pytest.raises(Exception, match="asked"):
        await picked(bot, offered, "Go ahead for up to $3.16", person=BOB)
    seen = await picked(bot, offered, "Go ahead for up to $3.16")

    assert len(files(seen)) == 10


async def test_a_server_sets_from_which_price_it_is_asked(bot, api):
    await bot._parts.settings.change(PLACE, "image_ask_above", "0.01", scope="server", person=DANA)
    seen = await events(bot, asked("a fox", quality="low", count=2))

    assert choices(seen).question.startswith("These 2 pictures may cost up to $0.02")
    assert not api.easel.orders


async def test_the_words_are_judged_before_anything_is_drawn(bot, api):
    api.moderation.flag("gore")

    seen = await events(bot, asked("gore everywhere"))

    assert end(seen).outcome is Outcome.REFUSED
    assert not api.easel.orders
    assert not files(seen)


async def test_pictures_that_are_given_are_judged_before_they_are_sent_on(bot, api):
    api.moderation.judge = lambda judged: {"violence": 0.99 if judged.images else 0.0}

    seen = await events(bot, asked("make it night", file(picture())))

    assert end(seen).outcome is Outcome.REFUSED
    assert not api.easel.orders


@pytest.mark.parametrize("bad", [0, 1, 2])
async def test_pictures_that_come_are_judged_before_they_are_shown_sketches_too(bot, api, bad):
    from tests.doubles.openai.easel import drawn

    forbidden: list[bytes] = []

    def draw(order, number):
        data = drawn(order, number)
        if number == bad:
            forbidden.append(data)
        return data

    api.easel.draw_one = draw
    api.moderation.judge = lambda judged: {
        "violence": 0.99 if set(judged.images) & set(forbidden) else 0.0
    }

    seen = await events(bot, asked("a fox", quality="low"))

    shown = [event.data for event in files(seen)]
    shown += [e.sketch.data for e in seen if isinstance(e, Status) and e.sketch]
    assert end(seen).outcome is Outcome.REFUSED
    assert not set(shown) & set(forbidden)
    assert not files(seen)


async def test_the_endpoints_own_refusal_is_a_sentence(bot, api):
    api.easel.blocked = ("gore",)

    seen = await events(bot, asked("gore everywhere"))

    assert end(seen).outcome is Outcome.REFUSED
    assert "safety system" in end(seen).text
    assert "other words" in end(seen).text
    assert end(seen).usage.output == 0
    assert api.record.requests("generations") == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (asked("x", file(b"just words", "notes.txt")), "notes.txt is no picture"),
        (asked("x", file(picture()[:60], "cut.png")), "cut.png is damaged"),
        (asked("x", file(picture(), size=900_000_000)), "900.0 MB"),
        (asked("x", action="edit"), "Attach the picture"),
        (asked("x", file(picture()), action="create"), "words alone"),
        (asked("x", background="transparent", format="jpeg"), "JPEG has no transparent"),
        (asked("x", size="1000x1000"), "992x992"),
        (asked("x", size="3840x1024"), "3 times"),
        (asked("x", size="big"), "square, landscape"),
        (asked("x", size="8192x8192"), "3,840 pixels"),
        (asked("x", count=11), "count takes a whole number from 1 to 10"),
        (asked("x", quality="finest"), "quality takes one of"),
        (asked(""), "needs prompt"),
        (asked("x", file(picture()), file(picture(), "m.png", "mask")), "marks nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_cannot_be_done_is_a_sentence_and_nothing_is_sent(bot, api, given, sentence):
    seen = await events(bot, given)

    assert sentence in end(seen).text
    assert end(seen).outcome is Outcome.FAILED
    assert not api.easel.orders


@pytest.mark.parametrize(
    ("skills", "options", "sentence"),
    [
        ({"transparent": False}, {"background": "transparent"}, "no transparent background"),
        ({"qualities": ["low"]}, {"quality": "high"}, "it takes low"),
        ({"formats": []}, {"format": "png"}, "leave it out"),
        ({"sizes": ["512x512"], "longest_side": None}, {"size": "1024x1024"}, "makes 512x512"),
    ],
)
async def test_what_the_model_cannot_do_is_a_sentence(tmp_path, api, skills, options, sentence):
    async with opened(tmp_path, api, models=with_painter(**skills)) as bot:
        seen = await events(bot, asked("x", **options))

    assert sentence in end(seen).text
    assert not api.easel.orders


@pytest.mark.parametrize(
    "fault", [Failing(404), Failing(405), Page(200), Page(404), Json({"hello": "world"})]
)
async def test_an_endpoint_without_pictures_says_so_once(bot, api, fault):
    from dataclasses import replace

    from tests.doubles.openai.errors import Problem

    if fault == Failing(404):
        fault = replace(fault, problem=Problem(404, "Invalid URL (POST /v1/images/generations)"))
    api.fail(fault, on="generations", times=None)

    seen = await events(bot, asked("a fox", count=2, quality="low"))

    assert "cannot make pictures" in end(seen).text
    assert api.record.requests("generations") == 1


async def test_a_model_that_is_unknown_or_only_talks_is_a_sentence(tmp_path, api):
    models = with_painter() | {"pictures": "gpt-image-9"}
    async with opened(tmp_path, api, models=models) as bot:
        unknown = await events(bot, asked("a fox"))
    async with opened(tmp_path, api, models=with_painter() | {"pictures": "chatty"}) as bot:
        talks = await events(bot, asked("a fox"))

    assert "has no model named gpt-image-9" in end(unknown).text
    assert "cannot make pictures with chatty" in end(talks).text


async def test_the_model_on_this_machine_says_that_it_draws_nothing():
    from bot.errors import NotOffered
    from bot.models.pictures import Pictures as All
    from bot.sentences import sentence

    with pytest.raises(NotOffered) as none:
        All(configured(Path("/tmp"), None).models, None).skills(PAINTER)

    assert "The model on this machine cannot make pictures" in sentence(none.value)


async def test_a_busy_endpoint_is_asked_again_as_often_as_configured(bot, api):
    api.fail(Failing(429, retry_after=0.01), on="generations")

    seen = await events(bot, asked("a fox", quality="low"))

    assert len(files(seen)) == 1
    assert api.record.requests("generations") == 2


async def test_an_account_without_credit_is_asked_once(bot, api):
    api.fail(no_quota(), on="generations", times=None)

    seen = await events(bot, asked("a fox"))

    assert "no credit left" in end(seen).text
    assert api.record.requests("generations") == 1


async def test_a_picture_that_takes_too_long_is_not_ordered_twice(tmp_path, api):
    api.easel.gate = asyncio.Event()
    models = with_painter(streams=False) | {"picture_seconds": 0.2}
    async with opened(tmp_path, api, models=models) as bot:
        seen = await events(bot, asked("a fox", quality="low"))
    api.easel.gate.set()

    assert "did not answer in time" in end(seen).text
    assert api.record.requests("generations") == 1
    # It may be drawn all the same, so that it counts.
    assert end(seen).usage.images == 1


async def test_of_several_requests_the_good_ones_are_shown_and_the_others_told(tmp_path, api):
    models = with_painter(at_once=1, streams=False) | {
        "pictures_at_once": 1,
        "retry": {"attempts": 1},
    }
    async with opened(tmp_path, api, models=models) as bot:
        api.fail(Failing(500), on="generations")
        seen = await events(bot, asked("owls", count=3, quality="low"))

    assert len(files(seen)) == 2
    (told,) = [event.text for event in seen if isinstance(event, Notice)]
    assert told.startswith("1 of 3 pictures could not be made.")
    assert end(seen).usage.images == 2


async def test_a_stream_that_breaks_off_shows_no_sketch_as_the_picture(bot, api):
    api.fail(Error(after=1), on="generations", times=None)

    seen = await events(bot, asked("a fox", quality="low"))

    assert not files(seen)
    assert end(seen).outcome is Outcome.FAILED


async def test_whoever_stops_it_pays_for_what_is_being_drawn(bot, api, tmp_path):
    api.easel.gate = asyncio.Event()
    coming = bot.handle(asked("a fox", quality="low"))
    async for event in coming:
        if isinstance(event, Status) and event.sketch:
            break
    await coming.aclose()
    api.easel.gate.set()

    (images,) = rows(tmp_path, "select images from spendings")
    assert images == (1,)


async def test_nothing_that_was_drawn_becomes_part_of_the_conversation(bot, api):
    await events(bot, asked("a fox", quality="low"))
    api.say("Hello.")
    await events(bot, "hi")

    assert "fox" not in str(api.record.of("chat")[-1].body)


async def test_over_budget_is_a_sentence_before_anything_is_sent(bot, api):
    await bot._parts.settings.change(
        PLACE, "budget", ["1 images a day for each person"], scope="server", person=DANA
    )
    seen = await events(bot, asked("owls", count=2, quality="low"))

    assert isinstance(seen[-1], Ended)
    assert "image" in end(seen).text
    assert end(seen).outcome is not Outcome.ANSWERED
    assert not api.easel.orders
