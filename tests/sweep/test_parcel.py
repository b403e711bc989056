import pickle

import pytest
from PIL import Image

from omni_nb.sweep.parcel import MediaMissing, MediaShelf, packed
from omni_nb.sweep.site import Site
from omni_nb.sweep.work import Work
from tests.support.clients import client
from tests.support.pictures import saved
from tests.support.requests import request

SITE = Site.of(client())


def png(width, height):
    """Of noise, so that it has a size."""
    return saved(Image.effect_noise((width, height), 50), "PNG")


def work_of(*parts):
    return Work(key="a", request=request(*parts), tokens=5)


def test_a_run_without_media_arrives_as_it_was():
    work = work_of("What is it?")
    parcel, media = packed(work, SITE)
    assert media == {}
    assert MediaShelf().opened(pickle.loads(pickle.dumps(parcel))) == work


def test_media_are_hashes_on_the_way_and_bytes_again_when_it_has_them():
    picture = png(200, 300)
    work = work_of("What is it?", picture)
    parcel, media = packed(work, SITE)
    sent = pickle.dumps(parcel)
    assert picture not in sent
    assert len(sent) < 3_000
    shelf = MediaShelf()
    with pytest.raises(MediaMissing) as caught:
        shelf.opened(pickle.loads(sent))
    missing = pickle.loads(pickle.dumps(caught.value))
    assert set(missing.hashes) == set(media)
    with_media = pickle.loads(pickle.dumps(type(parcel)(site=parcel.site, work=parcel.work, media=media)))
    assert shelf.opened(with_media) == work
    again = shelf.opened(pickle.loads(sent))
    assert again == work
    assert again.request.prompt.media[0].data == picture
    assert again.request.prompt.media[0].url is None


def test_urls_go_as_they_are():
    work = work_of("What is it?", "https://example.com/a.png")
    parcel, media = packed(work, SITE)
    assert media == {}
    assert MediaShelf().opened(parcel).request.prompt.media[0].url == "https://example.com/a.png"


def test_a_worker_keeps_what_it_used_last():
    pictures = [png(50 + i, 50) for i in range(3)]
    parcels = []
    shelf = MediaShelf(most_bytes=len(pictures[0]) + len(pictures[1]))
    for picture in pictures[:2]:
        parcel, media = packed(work_of("?", picture), SITE)
        parcels.append(parcel)
        shelf.opened(type(parcel)(site=parcel.site, work=parcel.work, media=media))
    shelf.opened(parcels[0])
    parcel, media = packed(work_of("?", pictures[2]), SITE)
    shelf.opened(type(parcel)(site=parcel.site, work=parcel.work, media=media))
    with pytest.raises(MediaMissing):
        shelf.opened(parcels[1])
    shelf.opened(parcel)


def test_a_medium_that_is_larger_than_the_shelf_is_used_and_not_kept():
    picture = png(200, 300)
    shelf = MediaShelf(most_bytes=10)
    parcel, media = packed(work_of("?", picture), SITE)
    assert shelf.opened(type(parcel)(site=parcel.site, work=parcel.work, media=media)).request.prompt.media[0].data
    with pytest.raises(MediaMissing):
        shelf.opened(parcel)
