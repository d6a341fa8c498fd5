// Where the names of a map stand: chosen pins beside each other, and no name over another.
(() => {
  // Places on the screen: how much of one lies under another, and the freest of some moves.
  const shared = (a, b) =>
    Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
    * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const moved = (place, [x, y]) => ({
    left: place.left + x, right: place.right + x, top: place.top + y, bottom: place.bottom + y,
  });
  const around = ({x, y}, half) => ({left: x - half, right: x + half, top: y - half, bottom: y + half});
  const freest = (moves, taken) => {
    const hidden = moves.map(([place]) => taken.reduce((sum, one) => sum + shared(place, one), 0));
    return moves[hidden.indexOf(Math.min(...hidden))];
  };
  const ring = (radius, parts) => Array.from({length: parts}, (_, n) => [
    Math.round(radius * Math.sin(2 * Math.PI * n / parts)),
    Math.round(-radius * Math.cos(2 * Math.PI * n / parts)),
  ]);
  const SIDES = {top: [0, -20], right: [20, 0], left: [-20, 0], bottom: [0, 20]};

  /** Where something lies in the map's frame. */
  const lies = (map, element) => {
    const corner = map.getContainer().getBoundingClientRect();
    return moved(element.getBoundingClientRect(), [-corner.left, -corner.top]);
  };
  const all = (map, kind) => [...map.getContainer().querySelectorAll(kind)];

  /** What no name may lie on: the frame's edges, what stands on the map, names that stay. */
  const standing = (map) => {
    const far = 1e4, {x: wide, y: high} = map.getSize();
    const kept = all(map, ".leaflet-control");
    map.eachLayer((layer) => {
      const label = !layer.llHome && layer.getTooltip && layer.getTooltip();
      // What is told of the place under the pointer goes again.
      if (label && label.options.permanent && /ll-tip/.test(label.options.className)) {
        kept.push(label.getElement());
      }
    });
    return [
      {left: -far, right: 4, top: -far, bottom: far}, {left: wide - 4, right: far, top: -far, bottom: far},
      {left: -far, right: far, top: -far, bottom: 4}, {left: -far, right: far, top: high - 4, bottom: far},
      ...kept.filter(Boolean).map((element) => lies(map, element)),
    ];
  };

  const leader = () => {
    const line = document.createElement("span");
    line.className = "ll-leader";
    return line;
  };

  /** Chosen pins beside each other, each with a line to where it is, and no name over another. */
  const apart = (map) => {
    const chosen = [], taken = [];
    map.eachLayer((layer) => { if (layer.llHome) chosen.push(layer); });
    for (const layer of chosen) {
      const size = layer.options.icon.options.iconSize[0] + 4;
      const home = map.latLngToContainerPoint(layer.llHome), own = around(home, size / 2);
      const moves = [[0, 0], ...ring(size, 8), ...ring(2 * size, 12)];
      const [place, [x, y]] = freest(moves.map((move) => [moved(own, move), move]), taken);
      taken.push(place);
      layer.setLatLng(x || y ? map.containerPointToLatLng(home.add([x, y])) : layer.llHome);
      const box = layer.getElement(), line = box.querySelector(".ll-leader") || leader();
      line.style.width = `${Math.hypot(x, y)}px`;
      line.style.transform = `rotate(${Math.atan2(-y, -x)}rad)`;
      line.hidden = !x && !y;
      box.prepend(line);
    }
    taken.push(...standing(map));
    for (const layer of chosen) {
      const label = layer.getTooltip();
      if (!label.options.permanent) continue;
      const sides = Object.keys(SIDES).map((side) => {
        label.options.direction = side;
        label.options.offset = L.point(SIDES[side]);
        label.update();
        return [lies(map, label.getElement()), side];
      });
      const [place, side] = freest(sides, taken);
      taken.push(place);
      label.options.direction = side;
      label.options.offset = L.point(SIDES[side]);
      label.update();
    }
    return taken;
  };

  /** Whether a place's middle lies in a county as it is drawn. */
  const within = (map, land, {left, right, top, bottom}) => {
    const path = land.getElement(), at = path.ownerSVGElement.createSVGPoint();
    Object.assign(at, map.containerPointToLayerPoint([(left + right) / 2, (top + bottom) / 2]));
    return path.isPointInFill(at);
  };
  const extent = (land) => {
    const {width, height} = land.getElement().getBBox();
    return width * height;
  };
  /** Where a name may stand: around its place, and how far one on an edge may move along it. */
  const NEAR = [[0, 0], ...ring(9, 8), ...ring(18, 12), ...ring(27, 16), ...ring(40, 20)];
  const EDGE = NEAR.slice(0, 21);

  /**
   * Names of the ground and of units, none on what is taken or on another: one without room is left
   * out. A county's stands within it, where it hides fewest signs and points, the smallest county's
   * first, as it has the fewest places; on hexagons on their edge. What is known of a unit comes before
   * what is not.
   */
  const clear = (map, taken) => {
    const signs = (kind) => all(map, kind).map((sign) => {
      const {left, right, top, bottom} = lies(map, sign);
      return around({x: (left + right) / 2, y: (top + bottom) / 2}, 6);
    });
    // What is known is hidden by nothing; that nothing is reported, the hatch tells as well.
    const points = signs(".ll-unit .unreported"), counties = [];
    taken.push(...signs(".ll-unit b:not(.unreported)"));
    taken.push(...all(map, ".ll-pin:not(.ll-chosen)").map((pin) => lies(map, pin)));
    map.eachLayer((layer) => {
      const radius = layer.getRadius && layer.options.pane === "overlayPane" && layer.getRadius();
      if (radius) points.push(around(map.latLngToContainerPoint(layer.getLatLng()), radius + 2));
      if (layer.llLand) counties.push([layer.getTooltip().getElement(), layer.llLand]);
    });
    counties.sort(([, one], [, other]) => extent(one) - extent(other));
    const units = all(map, ".ll-unit .ll-minor").reverse();
    // All is read, then written: a browser lays out anew for whoever reads what was written.
    const names = [
      ...all(map, ".ll-block").map((name) => [name, null, EDGE]),
      ...counties.map(([name, land]) => [name, land, NEAR]),
      ...[...units, ...all(map, ".ll-station")].map((name) => [name, null, [[0, 0]]]),
    ].filter(([name]) => name.offsetWidth); // shown at this zoom
    for (const [{style}] of names) style.marginLeft = style.marginTop = "";
    const places = names.map(([name]) => lies(map, name));
    names.forEach(([{style}, land, moves], n) => {
      const taking = moves.length > 1 ? taken : [...taken, ...points];
      const free = moves.map((move) => [moved(places[n], move), move])
        .filter(([place]) => !taking.some((one) => shared(place, one)) && (!land || within(map, land, place)));
      style.visibility = free.length ? "" : "hidden";
      if (!free.length) return;
      const [{left, right, top, bottom}, [x, y]] = freest(free, land ? points : []);
      // Two names are not read as one.
      taken.push({left: left - 3, right: right + 3, top: top - 2, bottom: bottom + 2});
      Object.assign(style, {marginLeft: `${x}px`, marginTop: `${y}px`});
    });
  };

  window.llMapNames = {apart, clear};
})();
