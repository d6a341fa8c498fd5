// What every map of ours is made of. A map's own script holds data alone and calls these; texts
// arrive encoded and become textContent, never markup. What lasts is in llFiles, by its digest.
// Where names stand: map_names.js.
(() => {
  window.llFiles ??= {};
  const read = (text) => decodeURIComponent(text);
  /** Data as maps/parts.py packs them: UTF-8 JSON as base64. */
  const unpacked = (text) =>
    JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0))));
  const words = (text, kind) => {
    const element = document.createElement("span");
    if (kind) element.className = kind;
    element.textContent = text;
    return element;
  };
  const point = ([lon, lat], properties) => ({
    type: "Feature", properties, geometry: {type: "Point", coordinates: [lon, lat]},
  });

  const labelled = (options) => (feature, layer) => {
    // bindTooltip takes an element: its text was set with textContent, so it is never parsed.
    if (feature.properties.label) {
      layer.bindTooltip(words(read(feature.properties.label)), options);
    }
  };
  const hover = labelled({sticky: true, className: "ll-tip"});
  const origin = labelled(
    {permanent: true, direction: "top", offset: [0, -8], className: "ll-tip"});
  const block = labelled({
    permanent: true, interactive: false, direction: "center", className: "ll-name ll-block",
  });
  // Where a name lies.
  const unseen = (at) =>
    L.circleMarker(at, {radius: 0, stroke: false, fill: false});

  // Pins that would lie on each other are one, with their number; farther apart than this, in
  // metres, a tap goes nearer instead of opening all. It names so many.
  const TOGETHER_M = 100, NAMED = 8, MIXED = "#1F2A30";
  const size = ({chosen}) => (chosen === 1 ? 40 : chosen ? 32 : 26);
  // With the line around what is chosen.
  const room = (row) => size(row) + (row.chosen ? 4 : 0);

  /** One pin of rows, the chosen first: it looks like these, and a corner counts the others. */
  const pin = (rows, map) => {
    const [{at, chosen, glyph, colour}] = rows;
    const alike = rows.filter((row) => row.chosen === chosen), others = rows.length - alike.length;
    const many = alike.length > 1;
    const icon = words(many ? alike.length : glyph, "ll-pin" + (many ? " ll-many" : "")
      + (chosen ? " ll-chosen" : "") + (alike.every(({hollow}) => hollow) ? " ll-hollow" : ""));
    icon.style.setProperty("--colour", alike.every((row) => row.colour === colour) ? colour : MIXED);
    if (others) icon.append(words("+" + others, "ll-pin-more"));
    const side = size(rows[0]);
    const marker = L.marker(at, {
      icon: L.divIcon({html: icon, className: "ll-pin-box", iconSize: [side, side]}),
      zIndexOffset: chosen ? 1000 : 0,
    });
    // Where it is: it is drawn beside that where several would hide each other.
    if (chosen) marker.llHome = marker.getLatLng();
    // What a tap sends.
    marker.feature = {
      type: "Feature", properties: {id: encodeURIComponent(rows.map(({id}) => id).join(" "))},
    };
    const said = (those) => those.slice(0, NAMED).map(({label}) => label).join("\n")
      + (those.length > NAMED ? "\n…" : "");
    marker.bindTooltip(words(said(alike)), chosen === 1
      ? {permanent: true, direction: "top", offset: [0, -20], className: "ll-tip ll-tip-chosen"}
      : {direction: "top", offset: [0, -12], className: "ll-tip"});
    const all = L.latLngBounds(rows.map((row) => row.at));
    const apart = map.distance(all.getSouthWest(), all.getNorthEast()) > TOGETHER_M;
    const nearer = (event) => {
      if (event.type === "keypress" && event.key !== "Enter") return;
      event.stopPropagation(); // before the map hears it, and says it
      map.fitBounds(all, {padding: [40, 40]});
    };
    marker.on("add", () => {
      const element = marker.getElement();
      element.setAttribute("aria-label", said(rows));
      if (apart) for (const kind of ["click", "keypress"]) element.addEventListener(kind, nearer);
    });
    return marker;
  };

  const Pins = L.FeatureGroup.extend({
    initialize(rows) {
      L.FeatureGroup.prototype.initialize.call(this);
      this.rows = rows;
    },
    onAdd(map) {
      map.on("zoomend", this.gather, this);
      this.gather();
    },
    onRemove(map) {
      map.off("zoomend", this.gather, this);
      this.clearLayers();
    },
    gather() {
      const groups = [];
      for (const row of this.rows) {
        const {x, y} = this._map.project(row.at);
        const group = row.id && groups.find((other) => other.rows[0].id
          && Math.max(Math.abs(other.x - x), Math.abs(other.y - y))
            < (room(other.rows[0]) + room(row)) / 2);
        if (group) group.rows.push(row);
        else groups.push({x, y, rows: [row]});
      }
      this.clearLayers();
      for (const {rows} of groups) this.addLayer(pin(rows, this._map));
    },
  });

  /** Points as glyphs: rows of what pin reads, colours by their number; the chosen ones stay. */
  const pins = (group, packed) => {
    const {corner, common, looks, rows} = unpacked(packed);
    const all = rows.map(([x, y, id, label, look, chosen = 0, hollow = 0]) => ({
      at: [(corner[1] + y) / 1e5, (corner[0] + x) / 1e5], id: id === null ? "" : common + id,
      label, glyph: looks[look][0], colour: looks[look][1], chosen, hollow,
    }));
    new Pins(all.sort((one, other) => (other.chosen > 0) - (one.chosen > 0))).addTo(group);
  };

  /** Units in the style of their status, a ring around the chosen one, symbols and names. */
  const units = (group, shapes, packed) => {
    const {styles, symbols, rows, ring, chosen} = unpacked(packed);
    const known = rows.filter(([code]) => shapes[code]);
    L.geoJSON(known.map(([code, status, text]) => ({
      type: "Feature", geometry: shapes[code].geometry,
      properties: {id: code, status, label: encodeURIComponent(text)},
    })), {
      style: ({properties: {id, status}}) =>
        ({...styles[status], dashArray: shapes[id].approximate ? "4 3" : null}),
      onEachFeature: hover,
    }).addTo(group);
    if (shapes[chosen] && known.some(([code]) => code === chosen)) {
      L.geoJSON(shapes[chosen].geometry, {style: ring, interactive: false}).addTo(group);
    }
    L.geoJSON(known.map(([code, status]) => point(shapes[code].at, {code, status})), {
      pointToLayer: (_, at) => unseen(at),
      onEachFeature: ({properties: {code, status}}, layer) => {
        const text = document.createElement("span");
        const symbol = document.createElement("b");
        symbol.className = status;
        symbol.textContent = symbols[status];
        text.append(symbol, words(read(shapes[code].name), "ll-minor"));
        layer.bindTooltip(text, {
          permanent: true, direction: "center", className: "ll-name ll-unit", interactive: false,
        });
      },
    }).addTo(group);
  };

  /** Outlines of a cartogram's counties, their names on the upper edge. */
  const blocks = (group, {outlines, names, style}) => {
    L.geoJSON(outlines, {style, interactive: false}).addTo(group);
    L.geoJSON(names, {pointToLayer: (_, at) => unseen(at), onEachFeature: block}).addTo(group);
  };

  /** A box in the map's lower left corner: swatches with texts, then notes. */
  const legend = (map, data) => {
    const control = L.control({position: "bottomleft"});
    control.onAdd = () => {
      const box = L.DomUtil.create("details", "ll-legend");
      box.open = data.open && window.innerWidth > 480;
      L.DomUtil.create("summary", "", box).textContent = read(data.title);
      for (const [kind, colour, symbol, text] of data.rows) {
        const row = L.DomUtil.create("div", "ll-legend-row", box);
        const mark = L.DomUtil.create("span", "ll-swatch ll-swatch-" + kind, row);
        mark.style.setProperty("--colour", read(colour));
        mark.textContent = read(symbol);
        L.DomUtil.create("span", "", row).textContent = read(text);
      }
      for (const note of data.notes) {
        L.DomUtil.create("div", "ll-legend-note", box).textContent = read(note);
      }
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    control.addTo(map);
  };

  const hatch = (box, colour) => {
    const space = "http://www.w3.org/2000/svg";
    const drawing = document.createElementNS(space, "svg");
    drawing.setAttribute("width", 0);
    drawing.setAttribute("height", 0);
    drawing.style.position = "absolute";
    const pattern = document.createElementNS(space, "pattern");
    const stripes = {id: "ll-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse",
                     patternTransform: "rotate(45)"};
    for (const [name, value] of Object.entries(stripes)) pattern.setAttribute(name, value);
    const stripe = document.createElementNS(space, "rect");
    stripe.setAttribute("width", 2);
    stripe.setAttribute("height", 6);
    stripe.setAttribute("fill", colour);
    pattern.append(stripe);
    drawing.append(pattern);
    box.append(drawing);
  };

  /** What lies under every answer, and the map's own element: colours, hatch, names by zoom. */
  const ground = (map, data, layers) => {
    const box = map.getContainer();
    for (const [name, value] of Object.entries(data.colours)) {
      box.style.setProperty("--ll-" + name, read(value));
    }
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", read(data.label));
    for (const [way, name] of Object.entries(data.buttons)) {
      const button = box.querySelector(".leaflet-control-zoom-" + way);
      if (!button) continue;
      button.title = read(name);
      button.setAttribute("aria-label", read(name));
    }
    hatch(box, read(data.colours.unreported));
    if (data.scale) {
      const scale = L.control.scale({imperial: false, position: "bottomright"});
      // The library's own says m and km in every language.
      scale._updateMetric = (most) => {
        const metres = scale._getRoundNum(most);
        const [unit, n] = metres < 1000 ? ["metres", metres] : ["kilometres", metres / 1000];
        scale._updateScale(scale._mScale, read(data.scale[unit]).replace("{n}", n), metres / most);
      };
      scale.addTo(map);
    }
    box.classList.toggle("ll-units", Boolean(data.bounds));
    // Below every answer, and drawn after the first of them is seen.
    const pane = map.createPane("ll-ground");
    Object.assign(pane.style, {zIndex: 350, pointerEvents: "none"});
    requestAnimationFrame(() => setTimeout(() => {
      const lands = [];
      for (const layer of layers) {
        const drawn = L.geoJSON(layers[layer.data] ? layers[layer.data].data : layer.data, {
          interactive: false, style: layer.style, pane: "ll-ground",
          pointToLayer: (feature, at) => L.circleMarker(at, {...layer.style, pane: "ll-ground"}),
          onEachFeature: layer.label && ((feature, shape) => {
            // Below the markers.
            shape.bindTooltip(words(read(feature.properties.label)), {
              permanent: true, interactive: false, pane: "shadowPane",
              direction: layer.style.radius ? "right" : "center",
              className: "ll-name " + layer.label,
            });
          }),
        }).addTo(map);
        // The first are the counties, in the order of their names.
        if (!lands.length) lands.push(...drawn.getLayers());
        if (layer.label === "ll-county") {
          for (const [n, name] of drawn.getLayers().entries()) name.llLand = lands[n];
        }
      }
      follow();
    }));
    const zoomed = () => {
      box.classList.toggle("ll-near", map.getZoom() >= data.names_from);
      box.classList.toggle("ll-close", map.getZoom() >= data.stations_from);
    };
    map.on("zoomend", zoomed);
    zoomed();
    // The frame gets its width after the map was drawn, and answers are added later still:
    // the view has to be fitted then, and names to follow.
    const born = performance.now();
    let width = 0;
    const fit = () => {
      map.invalidateSize({pan: false});
      if (!data.bounds || width === box.clientWidth) return;
      if (width && performance.now() - born > 3000) return;
      width = box.clientWidth;
      // Room for the legend where there is some.
      map.fitBounds(data.bounds, {
        paddingTopLeft: [width > 700 ? 240 : 8, 16], paddingBottomRight: [8, 8],
        animate: false,
      });
    };
    // The name of a place near an edge is moved in from it, unless the place itself is out of view.
    const keepWithin = (name) => {
      if (!name || !name.classList.contains("ll-tip")) return;
      name.style.marginLeft = "";
      const own = name.getBoundingClientRect(), all = box.getBoundingClientRect();
      const over = Math.max(own.right - all.right + 4, 0) || Math.min(own.left - all.left - 4, 0);
      if (Math.abs(over) < own.width / 2) name.style.marginLeft = `${-over}px`;
    };
    let waiting = 0;
    const follow = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const taken = llMapNames.apart(map);
        map.eachLayer((layer) => {
          const label = layer.getTooltip && layer.getTooltip();
          if (label && label.options.permanent) {
            label.update();
            keepWithin(label.getElement());
          }
        });
        llMapNames.clear(map, taken);
      }, 30);
    };
    map.on("layeradd viewreset zoomend moveend resize", follow);
    box.addEventListener("toggle", follow, true); // the legend's, which do not bubble
    new ResizeObserver(fit).observe(box);
    // On a touch screen the map pans with two fingers and leaves one to the page.
    if (L.Browser.mobile) {
      map.dragging.disable();
      box.addEventListener("touchstart", (event) => {
        if (event.touches.length > 1) map.dragging.enable();
        else map.dragging.disable();
      }, {capture: true, passive: true});
    }
  };

  window.llMap = {hover, origin, block, pins, units, blocks, legend, ground};
})();
