// What the live parts of the dashboard share: labels, bars, links, asking the service, giving it commands.
// Everything shown comes ready from the service; texts go into the page as text, never as markup.
(function () {
  "use strict";

  var config = document.getElementById("hangfireConfig");
  if (!config) {
    return;
  }

  // Hangfire's script knows the dashboard's own address, also behind a proxy that adds a path.
  var base = config.dataset.pollurl.replace(/\/stats$/, "");
  var labels = { pending: "Waiting", processing: "Running", completed: "Completed", failed: "Failed", cancelled: "Cancelled" };
  var labelStyles = { pending: "info", processing: "warning", completed: "success", failed: "danger", cancelled: "inactive" };
  var barStyles = { processing: "progress-bar-striped active", completed: "progress-bar-success", failed: "progress-bar-danger" };

  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) {
      element.className = className;
    }
    if (text !== undefined) {
      element.textContent = text;
    }
    return element;
  }

  // Changes only what differs, so that nothing flickers and a selection stays.
  function show(element, text) {
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }

  function style(element, className) {
    if (element.className !== className) {
      element.className = className;
    }
  }

  function ended(live) {
    return live.state === "completed" || live.state === "failed" || live.state === "cancelled";
  }

  function Label() {
    this.element = make("span", "label");
  }

  Label.prototype.update = function (state) {
    show(this.element, labels[state] || state);
    style(this.element, "label label-state-" + (labelStyles[state] || "inactive"));
  };

  function Bar() {
    this.fill = make("div", "progress-bar");
    this.element = make("div", "progress en-bar");
    this.element.setAttribute("role", "progressbar");
    this.element.setAttribute("aria-valuemin", "0");
    this.element.setAttribute("aria-valuemax", "100");
    this.element.setAttribute("aria-label", "Progress");
    this.element.appendChild(this.fill);
  }

  Bar.prototype.update = function (live) {
    style(this.fill, "progress-bar " + (barStyles[live.state] || "en-bar-resting"));
    this.fill.style.width = live.fraction * 100 + "%";
    this.element.setAttribute("aria-valuenow", Math.floor(live.fraction * 1000) / 10);
    this.element.setAttribute("aria-valuetext", live.percent);
  };

  // Asks again and again, one request at a time, and not while nobody looks.
  function poll(milliseconds, ask) {
    var round = function () {
      var asked = document.hidden ? Promise.resolve(true) : ask();
      asked.catch(function () {
        // The service restarts, or the network is gone: what is shown stays, and the next round may get through.
        return true;
      }).then(function (goOn) {
        if (goOn) {
          window.setTimeout(round, milliseconds);
        }
      });
    };
    round();
  }

  function get(path) {
    return fetch(base + path, { credentials: "same-origin", headers: { Accept: "application/json" } }).then(function (answer) {
      if (!answer.ok) {
        throw new Error("status " + answer.status);
      }
      return answer.json();
    });
  }

  function command(live, verb) {
    var headers = {};
    var name = document.querySelector('meta[name="csrf-header"]');
    var token = document.querySelector('meta[name="csrf-token"]');
    if (name && token) {
      headers[name.content] = token.content;
    }
    return fetch(base + "/exports/" + encodeURIComponent(live.id) + "/" + verb, { method: "POST", credentials: "same-origin", headers: headers }).then(function (answer) {
      return answer.ok ? null : answer.json().then(function (problem) { return problem.detail; }, function () { return "The service answered " + answer.status + "."; });
    }, function () {
      return "The service cannot be reached.";
    });
  }

  function jobsPath(ids) {
    return "/exports/live?" + ids.map(function (id) { return "job=" + encodeURIComponent(id); }).join("&");
  }

  // Links to files may be signed and expire: each answer brings them anew, for pages that stay open.
  function showLinks(place, live) {
    if (!live.file) {
      return;
    }
    var file = place.querySelector(".en-file");
    var report = place.querySelector(".en-report");
    if (!file) {
      file = make("a", "btn btn-xs btn-default en-file", "File");
      report = make("a", "btn btn-xs btn-default en-report", "Report");
      place.prepend(file, report);
    }
    file.href = live.file;
    report.href = live.report;
  }

  function summary(live) {
    var parts = [live.percent];
    if (live.state !== "processing") {
      parts.unshift(labels[live.state]);
    } else {
      parts.push(live.stage === "writing" ? live.speed : live.stage);
      if (live.segment) {
        parts.push("segment " + live.segment);
      }
      if (live.timeLeft) {
        parts.push(live.timeLeft + " left");
      }
    }
    return parts.filter(Boolean).join(" · ");
  }

  window.ExportLive = {
    base: base, Label: Label, Bar: Bar, make: make, show: show, ended: ended, poll: poll, get: get,
    command: command, jobsPath: jobsPath, showLinks: showLinks, summary: summary
  };
})();
