"""A country's outline while it is made from the raw data: turned, framed, made coarser."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from lampion.kit.folding import fold
from lampion.places import shapes
from lampion.places.shapes import Ring

GRID = 3000  # steps across the frame of a country
LEAST = 0.006  # of the frame: an island smaller than this is not drawn, unless people live there
MAIN_AREA, MAIN_PEOPLE = 0.03, 0.05
Rings = dict[str, list[list[int]]]
Home = tuple[str, int]  # a division and one of its rings


class Drawing:
    """A country's divisions: the arcs they are made of, coarser and on a grid, and which city lies in which."""

    def __init__(self) -> None:
        self.arcs: list[Ring] = []
        self.known: dict[Home, int] = {}
        self.rings: Rings = defaultdict(list)  # folded name -> rings of arcs
        self.names: dict[str, str] = {}
        self.frame = (0.0, 0.0, 0.0, 0.0)
        self.step = 0.0
        self.cities: dict[int, Home] = {}
        self.order: list[str] = []

    def add(self, name: str, geometry: Any, arcs: list[Ring], file: str) -> None:
        key = fold(name)
        self.names.setdefault(key, name)
        for ring in shapes.rings_of(geometry):
            self.rings[key].append([self._own(index, arcs, file) for index in ring])

    def _own(self, index: int, arcs: list[Ring], file: str) -> int:
        at = index if index >= 0 else ~index
        if (file, at) not in self.known:
            self.known[file, at] = len(self.arcs)
            self.arcs.append(arcs[at])
        own = self.known[file, at]
        return own if index >= 0 else ~own

    def finish(self, cities: list[Any]) -> None:
        """Turn the country so that no ring crosses the edge, find its frame, then make it coarser."""
        west = shapes.widest_gap(x for arc in self.arcs for x, _y in arc)
        east = max(_turned(x, west) for arc in self.arcs for x, _y in arc)
        self.west = west - 360 if (west + east) / 2 > 190 else west
        self.arcs = [[(_turned(x, self.west), y) for x, y in arc] for arc in self.arcs]
        self.full = {
            key: [shapes.ring_of(ring, self.arcs) for ring in rings]
            for key, rings in self.rings.items()
        }
        self.boxes = {
            key: [shapes.bounds(ring) for ring in rings] for key, rings in self.full.items()
        }
        self.homes = [self._home(city) for city in cities]
        self._find_frame(cities)
        west, south, east_, north = self.frame
        self.step = max(east_ - west, north - south, 0.05) / GRID
        self._drop_islets()
        self.arcs = [shapes.simplified(arc, 2.5 * self.step) for arc in self.arcs]

    def _home(self, city: Any) -> Home | None:
        """Return the division and the ring in which a city lies, or next to which."""
        x, y = _turned(city["longitude"], self.west), city["latitude"]
        near: list[tuple[float, str, int]] = []
        for key, boxes in self.boxes.items():
            for at, (west, south, east, north) in enumerate(boxes):
                if west - 1 <= x <= east + 1 and south - 1 <= y <= north + 1:
                    ring = self.full[key][at]
                    if shapes.contains(ring, x, y):
                        return key, at
                    near.append((min((a - x) ** 2 + (b - y) ** 2 for a, b in ring), key, at))
        return min(near)[1:] if near else None

    def division(self, city: Any) -> str:
        """Return the number of the city's division, or nothing."""
        home = self.cities.get(city["geonameid"])
        return str(self.order.index(home[0])) if home and home[0] in self.order else ""

    def _find_frame(self, cities: list[Any]) -> None:
        """The frame holds what is large or where many live; what lies far off is drawn only where groups are."""
        self.cities = {
            city["geonameid"]: home for city, home in zip(cities, self.homes, strict=True) if home
        }
        self.order = sorted(key for key in self.full if key)
        people: dict[Home, int] = defaultdict(int)
        for city in cities:
            if home := self.cities.get(city["geonameid"]):
                people[home] += city["population"]
        self.inhabited = set(people)
        land = self._landmasses()
        size: dict[int, float] = defaultdict(float)
        crowd: dict[int, int] = defaultdict(int)
        for (key, at), mass in land.items():
            size[mass] += shapes.area(self.full[key][at])
            crowd[mass] += people[key, at]
        all_area, all_people = sum(size.values()), sum(crowd.values()) or 1
        main = [
            self.boxes[key][at]
            for (key, at), mass in land.items()
            if size[mass] >= MAIN_AREA * all_area or crowd[mass] >= MAIN_PEOPLE * all_people
        ]
        self.frame = (
            min(b[0] for b in main), min(b[1] for b in main),
            max(b[2] for b in main), max(b[3] for b in main),
        )  # fmt: skip

    def _landmasses(self) -> dict[Home, int]:
        """Return for each ring a number that it has in common with the rings it borders on."""
        land = {(key, at): n for n, (key, at) in enumerate(
            (key, at) for key, rings in self.rings.items() for at in range(len(rings))
        )}  # fmt: skip
        holders: dict[int, list[Home]] = defaultdict(list)
        for key, rings in self.rings.items():
            for at, ring in enumerate(rings):
                for index in ring:
                    holders[index if index >= 0 else ~index].append((key, at))
        again = True
        while again:
            again = False
            for together in holders.values():
                lowest = min(land[one] for one in together)
                for one in together:
                    again |= land[one] != lowest
                    land[one] = lowest
        return land

    def _drop_islets(self) -> None:
        least = LEAST * self.step * GRID
        for key, boxes in self.boxes.items():
            self.rings[key] = [
                ring
                for at, ring in enumerate(self.rings[key])
                if max(boxes[at][2] - boxes[at][0], boxes[at][3] - boxes[at][1]) >= least
                or (key, at) in self.inhabited
            ]

    def text(self) -> str:
        """Arcs as differences on the grid, beginning at west and south; only those still used."""
        west, south = self.frame[0], self.frame[1]
        used = sorted(
            {n if n >= 0 else ~n for r in self.rings.values() for ring in r for n in ring}
        )
        place = {old: new for new, old in enumerate(used)}
        arcs = []
        for old in used:
            said: list[int] = []
            px = py = 0
            for x, y in self.arcs[old]:
                gx, gy = round((x - west) / self.step), round((y - south) / self.step)
                if not said or (gx, gy) != (px, py):
                    said += [gx - px, gy - py]
                px, py = gx, gy
            arcs.append(said)
        rings = [
            [[place[n] if n >= 0 else ~place[~n] for n in ring] for ring in self.rings[key]]
            for key in [*self.order, *([""] if "" in self.rings else [])]
        ]
        names = [self.names[key] for key in self.order]
        said_all = {
            "frame": [round(n, 4) for n in self.frame], "step": round(self.step, 8),
            "names": names, "rings": rings, "arcs": arcs,
        }  # fmt: skip
        return json.dumps(said_all, separators=(",", ":"), ensure_ascii=False)


def _turned(x: float, west: float) -> float:
    return (x - west) % 360 + west
