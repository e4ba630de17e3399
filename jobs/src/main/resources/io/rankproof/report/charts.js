// Draws every figure of the page from the JSON beside it. The tables say the same without it.
(function () {
  'use strict';
  var INK = '#1c2430';
  var SOFT = '#5a6675';
  var LINE = '#dfe4ea';
  var TONES = { good: '#17693b', bad: '#a3231f', unsure: '#7a5200', neutral: '#24507f' };
  var PALETTE = ['#24507f', '#b4541a', '#17693b', '#7b3f98', '#8a6d00', '#0f7c8a', '#a3231f', '#555b66'];

  var FONT = window.getComputedStyle(document.body).fontFamily;

  // Measured in the page: the library measures on a canvas, where the same font name may mean another font.
  function widest(labels) {
    var ruler = document.body.appendChild(document.createElement('span'));
    ruler.style.cssText = 'position:absolute;visibility:hidden;white-space:pre;font-size:12px';
    var widths = labels.map(function (label) {
      ruler.textContent = label;
      return ruler.getBoundingClientRect().width;
    });
    document.body.removeChild(ruler);
    return Math.ceil(Math.max.apply(null, widths));
  }

  function escaped(text) {
    return String(text).replace(/[&<>"]/g, function (c) {
      return { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[c];
    });
  }

  function short(text, most) {
    return text.length > most ? text.slice(0, most - 1) + '…' : text;
  }

  // Six significant digits at most, without the noise of binary fractions.
  function tick(value) {
    return String(Number(value.toPrecision(6)));
  }

  function axis(name, extra) {
    return Object.assign({
      name: name,
      nameLocation: 'middle',
      nameGap: 28,
      nameTextStyle: { color: SOFT },
      axisLabel: { color: SOFT, hideOverlap: true, formatter: tick },
      axisLine: { show: true, lineStyle: { color: LINE } },
      splitLine: { lineStyle: { color: LINE } }
    }, extra);
  }

  // The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten: an end that ticks meet.
  function rounded(value) {
    var power = Math.pow(10, Math.floor(Math.log10(value)));
    var steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].filter(function (step) { return step * power >= value; });
    return Number((steps[0] * power).toPrecision(3));
  }

  function finite(values) {
    return values.filter(function (v) { return typeof v === 'number' && isFinite(v); });
  }

  // Whiskers from low to high; dimensions of the data are given by name.
  function whiskers(vertical) {
    return function (params, api) {
      var from = vertical ? api.coord([api.value(0), api.value(1)]) : api.coord([api.value(1), api.value(0)]);
      var to = vertical ? api.coord([api.value(0), api.value(2)]) : api.coord([api.value(2), api.value(0)]);
      var style = { stroke: api.visual('color'), lineWidth: 2 };
      var dx = vertical ? 4 : 0;
      var dy = vertical ? 0 : 4;
      function stroke(x1, y1, x2, y2) {
        return { type: 'line', shape: { x1: x1, y1: y1, x2: x2, y2: y2 }, style: style };
      }
      return {
        type: 'group',
        children: [
          stroke(from[0], from[1], to[0], to[1]),
          stroke(from[0] - dx, from[1] - dy, from[0] + dx, from[1] + dy),
          stroke(to[0] - dx, to[1] - dy, to[0] + dx, to[1] + dy)
        ]
      };
    };
  }

  function forest(data) {
    var rows = data.rows;
    var ends = [];
    rows.forEach(function (row) { ends.push(row.value, row.low, row.high); });
    if (data.zero) { ends.push(0); }
    ends = finite(ends);
    var least = Math.min.apply(null, ends);
    var most = Math.max.apply(null, ends);
    var room = (most - least || Math.abs(most) || 1) * 0.08;
    var color = function (row) { return TONES[row.tone] || TONES.neutral; };
    var labels = rows.map(function (row) { return short(row.label, 42); });
    return {
      grid: { left: widest(labels) + 12, right: 16, top: 8, bottom: 56 },
      tooltip: {
        trigger: 'item',
        formatter: function (item) {
          var row = rows[item.dataIndex];
          return escaped(row.label) + '<br>' + escaped(row.shown);
        }
      },
      xAxis: axis(data.axis, { type: 'value', min: least - room, max: most + room,
        splitNumber: 4, axisLabel: { color: SOFT, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: tick } }),
      yAxis: {
        type: 'category',
        inverse: true,
        data: labels,
        axisLabel: { color: INK, interval: 0, fontSize: 12 },
        axisTick: { show: false },
        axisLine: { show: false }
      },
      series: [
        {
          type: 'custom',
          renderItem: whiskers(false),
          encode: { x: [1, 2], y: 0 },
          data: rows.map(function (row, i) {
            return { value: [i, row.low === null ? row.value : row.low, row.high === null ? row.value : row.high],
              itemStyle: { color: color(row) } };
          })
        },
        {
          type: 'scatter',
          symbolSize: 9,
          data: rows.map(function (row, i) {
            return { value: [row.value, i], itemStyle: { color: color(row) } };
          }),
          markLine: data.zero ? {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: SOFT, type: 'dashed', width: 1 },
            data: [{ xAxis: 0 }]
          } : undefined
        }
      ]
    };
  }

  function lines(data, diagonal) {
    var series = [];
    data.lines.forEach(function (line, i) {
      var color = PALETTE[i % PALETTE.length];
      series.push({
        name: line.name,
        type: 'line',
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { color: color, width: 2, type: line.dashed ? 'dashed' : 'solid' },
        itemStyle: { color: color },
        data: line.points.map(function (p) { return { value: [p.x, p.value], shown: p.shown }; })
      });
      var bounded = line.points.filter(function (p) { return p.low !== null && p.high !== null; });
      if (bounded.length) {
        series.push({
          name: line.name,
          type: 'custom',
          renderItem: whiskers(true),
          encode: { x: 0, y: [1, 2] },
          itemStyle: { color: color },
          data: bounded.map(function (p) { return { value: [p.x, p.low, p.high], shown: p.shown }; })
        });
      }
    });
    var xAxis = axis(data.x, { type: 'value', min: 0 });
    var yAxis = axis(data.y, { type: 'value', min: 0, nameGap: 48 });
    if (diagonal) {
      var ends = [];
      data.lines.forEach(function (line) {
        line.points.forEach(function (p) { ends.push(p.x, p.value); });
      });
      var most = Math.max.apply(null, finite(ends)) * 1.05 || 1;
      xAxis.max = yAxis.max = rounded(most);
      series.push({
        name: 'perfect',
        type: 'line',
        symbol: 'none',
        silent: true,
        lineStyle: { color: SOFT, type: 'dashed', width: 1 },
        itemStyle: { color: SOFT },
        data: [[0, 0], [xAxis.max, xAxis.max]]
      });
    } else {
      xAxis.minInterval = 1;
    }
    return {
      grid: { left: 64, right: 20, top: 40, bottom: 48 },
      legend: { top: 0, left: 0, textStyle: { color: INK }, data: data.lines.map(function (line) { return line.name; }) },
      tooltip: {
        trigger: 'item',
        formatter: function (item) { return escaped(item.seriesName) + '<br>' + escaped(item.data.shown || ''); }
      },
      xAxis: xAxis,
      yAxis: yAxis,
      series: series
    };
  }

  var KINDS = {
    forest: forest,
    reliability: function (data) { return lines(data, true); },
    propensity: function (data) { return lines(data, false); }
  };

  var charts = [];
  Array.prototype.forEach.call(document.querySelectorAll('figure.chart'), function (figure) {
    var plot = figure.querySelector('.plot');
    var data = JSON.parse(figure.querySelector('script').textContent);
    plot.style.height = plot.getAttribute('data-height') + 'px';
    var chart = echarts.init(plot, null, { renderer: 'svg' });
    chart.setOption(Object.assign({ animation: false, textStyle: { fontFamily: FONT } }, KINDS[data.kind](data)));
    charts.push(chart);
  });

  function resize() {
    charts.forEach(function (chart) { chart.resize(); });
  }
  window.addEventListener('resize', resize);

  // On paper everything is shown: folded tables too.
  window.addEventListener('beforeprint', function () {
    Array.prototype.forEach.call(document.querySelectorAll('details'), function (details) { details.open = true; });
    resize();
  });
  window.addEventListener('afterprint', resize);
})();
