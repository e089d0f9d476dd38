"""What other sites read of the groups: no personal data, and not without measure."""

import json


def test_the_groups_near_a_place_are_named_with_distance_and_page(client, louvain, namur):
    for asked in ("near=1348", "near=Louvain-la-Neuve", "lat=50.668&lon=4.612"):
        first, second = client.get(f"/api/groups?{asked}&limit=5").json()
        assert first["name"] == "Louvain-la-Neuve"
        assert first["page"].endswith("/groups/12/louvain-la-neuve/")
        assert first["km"] < second["km"]


def test_one_group_and_the_regions_are_read(client, louvain):
    assert client.get("/api/groups/12").json()["name"] == "Louvain-la-Neuve"
    assert client.get("/api/groups/99").status_code == 404
    assert "wbr" in client.get("/api/regions").text.lower()


def test_nothing_in_it_names_a_person(client, louvain, alice):
    said = client.get("/api/groups?near=1348").text + client.get("/api/groups/12").text
    assert "Louvain" in said
    assert "alice" not in said.lower()


def test_the_description_lists_every_route(client, louvain):
    described = json.loads(client.get("/api/openapi.json").content)["paths"]
    assert {"/api/groups", "/api/groups/{number}", "/api/regions", "/api/letters"} <= set(described)


def test_who_asks_without_measure_is_asked_to_wait(client, louvain):
    codes = [client.get(f"/api/groups?near=1348&n={n}").status_code for n in range(130)]
    assert codes[:120] == [200] * 120
    assert codes[-1] == 429
