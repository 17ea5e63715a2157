// Bars of exports in Hangfire's dashboard: on a job's page, in job lists, and on the Exports page. One request a second
// for everything that a page shows; what has ended is asked for once.
(function () {
  'use strict';

  var home = '/hangfire';
  var style = document.querySelector('link[href*="/css"], script[src*="/js"]');
  if (style) {
    // Under a proxy the dashboard may have a prefix: its own assets tell it.
    home = new URL(style.href || style.src, location.href).pathname.replace(/\/(css|js)[^/]*$/, '');
  }

  var ended = { completed: true, failed: true, cancelled: true };
  var jobs = {};
  var exports = {};

  function element(name, className, text) {
    var made = document.createElement(name);
    made.className = className || '';
    made.textContent = text || '';
    return made;
  }

  function size(bytes) {
    var units = ['B', 'kB', 'MB', 'GB', 'TB'];
    var unit = 0;
    for (; bytes >= 999.5 && unit < units.length - 1; unit++) { bytes /= 1000; }
    return (unit === 0 ? String(Math.round(bytes)) : bytes.toFixed(1)) + ' ' + units[unit];
  }

  function clock(seconds) {
    var whole = Math.ceil(seconds);
    var pad = function (n) { return (n < 10 ? '0' : '') + n; };
    return whole < 3600
      ? Math.floor(whole / 60) + ':' + pad(whole % 60)
      : Math.floor(whole / 3600) + ':' + pad(Math.floor(whole / 60) % 60) + ':' + pad(whole % 60);
  }

  function percent(fraction) {
    // Rounded down: 100 only when it is done.
    return (Math.floor(fraction * 1000) / 10).toFixed(1) + ' %';
  }

  function bar(place) {
    if (!place.querySelector('progress')) {
      var progress = element('progress', 'exn-bar');
      progress.max = 1;
      progress.setAttribute('aria-label', 'Progress of the export');
      place.appendChild(progress);
      place.appendChild(element('span', 'exn-percent'));
    }
    return place;
  }

  function showBar(place, one) {
    bar(place);
    place.querySelector('progress').value = one.fraction;
    place.querySelector('progress').className = 'exn-bar exn-' + one.state;
    place.querySelector('.exn-percent').textContent = percent(one.fraction);
  }

  function showDetails(place, one) {
    showBar(place, one);
    var figures = place.querySelector('.exn-figures');
    if (!figures) {
      figures = element('dl', 'exn-figures');
      place.appendChild(figures);
    }
    var parts = [['State', one.state + (one.stage && !ended[one.state] ? ', ' + one.stage : '')]];
    if (one.segments) { parts.push(['Segment', one.segment + ' of ' + one.segments]); }
    if (one.packetsPlanned) { parts.push(['Packets', one.packets + ' of ' + one.packetsPlanned]); }
    if (one.bytesPlanned) { parts.push(['Bytes', size(one.bytes) + ' of ' + size(one.bytesPlanned)]); }
    if (one.bytesPerSecond) { parts.push(['Speed', (one.bytesPerSecond / 1e6).toFixed(1) + ' MB/s']); }
    if (one.secondsLeft !== null && !ended[one.state]) { parts.push(['Time left', clock(one.secondsLeft)]); }
    if (one.message) { parts.push(['Message', one.message]); }
    figures.textContent = '';
    parts.forEach(function (part) {
      figures.appendChild(element('dt', '', part[0]));
      figures.appendChild(element('dd', '', part[1]));
    });
  }

  function add(list, key, show) {
    (list[key] = list[key] || []).push(show);
  }

  // 1. A job's own page.
  document.querySelectorAll('[data-exn-job]').forEach(function (place) {
    add(jobs, place.getAttribute('data-exn-job'), function (one) { showDetails(place, one); });
  });

  // 2. The list of running jobs: a bar beneath each job's name.
  if (/\/jobs\/processing/.test(location.pathname)) {
    document.querySelectorAll('table a[href*="/jobs/details/"]').forEach(function (link) {
      var id = decodeURIComponent(link.getAttribute('href').split('/jobs/details/')[1]);
      var row = link.closest('tr');
      if (row.hasAttribute('data-exn-row')) { return; }
      row.setAttribute('data-exn-row', id);
      var place = element('div', 'exn-inline');
      var cells = row.querySelectorAll('td');
      add(jobs, id, function (one) {
        if (!place.parentNode) { cells[cells.length - 2].appendChild(place); }
        showBar(place, one);
      });
    });
  }

  // 3. The Exports page.
  document.querySelectorAll('[data-exn-export]').forEach(function (row) {
    add(exports, row.getAttribute('data-exn-export'), function (one) {
      showBar(row.querySelector('.exn-place'), one);
      row.querySelector('.exn-state').textContent = one.state;
      row.title = one.message || '';
    });
  });

  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-exn-command]');
    if (!button) { return; }
    var question = button.getAttribute('data-exn-question');
    if (question && !window.confirm(question)) { return; }
    button.disabled = true;
    // jQuery carries the antiforgery header that Hangfire's own script has set up.
    window.jQuery.post(button.getAttribute('data-exn-command')).always(function () { location.reload(); });
  });

  function ask() {
    var jobIds = Object.keys(jobs);
    var exportIds = Object.keys(exports);
    if (jobIds.length + exportIds.length === 0) { return; }
    var query = '?jobs=' + jobIds.map(encodeURIComponent).join(',') + '&exports=' + exportIds.map(encodeURIComponent).join(',');
    fetch(home + '/exports/progress' + query, { credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.json() : []; })
      .then(function (all) {
        all.forEach(function (one) {
          (jobs[one.jobId] || []).concat(exports[one.id] || []).forEach(function (show) { show(one); });
          if (ended[one.state]) {
            delete jobs[one.jobId];
            delete exports[one.id];
          }
        });
      })
      .catch(function () { /* The service is away; the next round tries again. */ })
      .then(function () { setTimeout(ask, 1000); });
  }

  ask();
})();
