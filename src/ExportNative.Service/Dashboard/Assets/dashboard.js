// Live exports in Hangfire's dashboard: the block on a job's page, bars in the Processing list, the Exports page.
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

  // The job's page.
  function JobBlock(root) {
    var self = this;
    this.label = new Label();
    this.bar = new Bar();
    this.percent = make("strong", "en-percent");
    this.message = make("p", "en-message");
    this.links = make("p", "en-links");
    this.figures = {};
    var head = make("div", "en-head");
    head.append(this.label.element, this.percent);
    var list = make("dl", "en-figures");
    [["stage", "Doing"], ["segment", "Segment"], ["packets", "Packets"], ["bytes", "Bytes"], ["speed", "Speed"], ["timeLeft", "Time left"]].forEach(function (figure) {
      var value = make("dd", "en-" + figure[0], "–");
      var pair = make("div");
      pair.append(make("dt", "", figure[1]), value);
      list.append(pair);
      self.figures[figure[0]] = value;
    });
    root.append(head, this.bar.element, list, this.message, this.links);
    this.root = root;
  }

  JobBlock.prototype.update = function (live) {
    this.label.update(live.state);
    this.bar.update(live);
    show(this.percent, live.percent);
    show(this.message, live.message || "");
    for (var name in this.figures) {
      show(this.figures[name], live[name] || "–");
    }
    if (live.file && !this.links.hasChildNodes()) {
      addLinks(this.links, live);
    }
    if (this.state && this.state !== live.state) {
      this.renewStates();
    }
    this.state = live.state;
  };

  // What Hangfire shows below, its states with their buttons, is not live: it is taken anew when the state has changed.
  JobBlock.prototype.renewStates = function () {
    var root = this.root;
    fetch(window.location.href, { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html").querySelector(".en-live");
      if (!fresh) {
        return;
      }
      while (root.nextSibling) {
        root.nextSibling.remove();
      }
      while (fresh.nextSibling) {
        root.parentNode.append(fresh.nextSibling);
      }
      root.parentNode.querySelectorAll("[data-moment]").forEach(function (time) {
        var moment = window.moment && window.moment.unix(time.dataset.moment);
        if (moment) {
          time.textContent = moment.fromNow();
          time.title = moment.format("llll");
        }
      });
    }, function () {
      // The block itself is right; the next change, or a reload, renews the rest.
    });
  };

  function addLinks(to, live) {
    var file = make("a", "btn btn-xs btn-default en-file", "File");
    file.href = live.file;
    var report = make("a", "btn btn-xs btn-default en-report", "Report");
    report.href = live.report;
    to.append(file, report);
  }

  function startJobBlock(root) {
    var block = null;
    poll(500, function () {
      return get(jobsPath([root.dataset.enJob])).then(function (exports) {
        if (exports.length === 0) {
          root.textContent = block ? "The export was removed." : "The export was removed, or another job makes it by now.";
          return false;
        }
        block = block || new JobBlock(root);
        block.update(exports[0]);
        // Whoever asks for a job's page of an ended export may still have it tried again there.
        return true;
      });
    });
  }

  // The Processing list. Its rows are Hangfire's, and not live: what has left the list says where it went.
  function startProcessingList() {
    var rows = {};
    document.querySelectorAll("a.job-method[href*='/jobs/details/']").forEach(function (link) {
      var id = decodeURIComponent(link.getAttribute("href").split("/jobs/details/")[1]);
      rows[id] = { cell: link.closest("td") };
    });
    poll(1000, function () {
      var ids = Object.keys(rows);
      if (ids.length === 0) {
        return Promise.resolve(false);
      }
      return get(jobsPath(ids)).then(function (exports) {
        exports.forEach(function (live) {
          var row = rows[live.jobId];
          if (!row.bar) {
            row.bar = new Bar();
            row.text = make("small", "text-muted en-row-text");
            row.cell.append(row.bar.element, row.text);
          }
          row.bar.update(live);
          show(row.text, summary(live));
        });
        return exports.some(function (live) { return !ended(live); });
      });
    });
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

  function rowText(live) {
    switch (live.state) {
      case "pending":
      case "failed":
        return live.message || "";
      case "completed":
        return [live.percent, live.bytes].filter(Boolean).join(" · ");
      case "cancelled":
        return live.percent;
      default:
        return summary(live);
    }
  }

  // The Exports page.
  function Row(page) {
    this.page = page;
    this.element = make("tr", "en-row");
    this.name = make("a", "en-id");
    this.project = make("div", "text-muted en-project");
    this.label = new Label();
    this.bar = new Bar();
    this.text = make("small", "text-muted en-row-text");
    this.time = make("span");
    this.actions = make("td", "align-right en-actions");
    var cells = [make("td"), make("td"), make("td"), make("td")];
    cells[0].append(this.name, this.project);
    cells[1].append(this.label.element);
    cells[2].append(this.bar.element, this.text);
    cells[3].append(this.time);
    this.element.append(cells[0], cells[1], cells[2], cells[3], this.actions);
  }

  Row.prototype.update = function (live) {
    this.element.dataset.enExport = live.id;
    show(this.name, live.id);
    this.name.href = base + "/jobs/details/" + encodeURIComponent(live.jobId);
    show(this.project, live.project);
    this.label.update(live.state);
    this.bar.update(live);
    show(this.text, rowText(live));
    var submitted = window.moment ? window.moment.unix(live.submittedAt) : null;
    show(this.time, submitted ? submitted.fromNow() : new Date(live.submittedAt * 1000).toLocaleString());
    this.time.title = new Date(live.submittedAt * 1000).toLocaleString();
    this.updateActions(live);
  };

  Row.prototype.updateActions = function (live) {
    // Only when there is another choice than before: a button must not vanish under a click.
    var choice = [live.state, live.canCancel, live.canRetry].join();
    if (this.choice === choice) {
      return;
    }
    this.choice = choice;
    this.actions.textContent = "";
    if (live.file) {
      addLinks(this.actions, live);
    }
    if (live.canRetry) {
      this.actions.append(this.button("Retry", "btn-default en-retry", live, "retry"));
    }
    if (live.canCancel) {
      this.actions.append(this.button("Cancel", "btn-death en-cancel", live, "cancel", "Cancel this export? What was written so far is removed."));
    }
  };

  Row.prototype.button = function (text, className, live, verb, question) {
    var page = this.page;
    var button = make("button", "btn btn-xs " + className, text);
    button.type = "button";
    button.addEventListener("click", function () {
      if (question && !window.confirm(question)) {
        return;
      }
      button.disabled = true;
      command(live, verb).then(function (problem) {
        page.fail(problem);
        button.disabled = false;
        return page.refresh();
      });
    });
    return button;
  };

  function ExportsPage(table) {
    this.table = table;
    this.body = table.tBodies[0];
    this.state = table.dataset.enState;
    this.after = table.dataset.enAfter;
    this.rows = {};
  }

  ExportsPage.prototype.find = function (name) {
    return this.table.closest(".row").querySelector(name);
  };

  ExportsPage.prototype.fail = function (problem) {
    var alert = this.find(".en-error");
    alert.hidden = !problem;
    alert.textContent = problem || "";
  };

  ExportsPage.prototype.link = function (after) {
    var query = [];
    if (this.state) {
      query.push("state=" + encodeURIComponent(this.state));
    }
    if (after) {
      query.push("after=" + encodeURIComponent(after));
    }
    return query.length ? "?" + query.join("&") : "";
  };

  ExportsPage.prototype.refresh = function () {
    var self = this;
    return get("/exports/list" + this.link(this.after)).then(function (page) {
      self.fill(page.exports);
      self.find(".en-empty").hidden = page.exports.length > 0;
      var all = 0;
      for (var state in page.counts) {
        all += page.counts[state];
        show(document.querySelector("[data-en-count='" + state[0].toUpperCase() + state.slice(1) + "']"), String(page.counts[state]));
      }
      show(document.querySelector("[data-en-count='all']"), String(all));
      self.turn(".en-older", page.next, page.next);
      self.turn(".en-newest", self.after, "");
      return true;
    });
  };

  ExportsPage.prototype.turn = function (name, isThere, after) {
    var link = this.find(name);
    link.hidden = !isThere;
    link.href = base + "/exports" + this.link(after);
  };

  ExportsPage.prototype.fill = function (exports) {
    var rows = {};
    var next = this.body.firstElementChild;
    for (var i = 0; i < exports.length; i++) {
      var row = this.rows[exports[i].id] || new Row(this);
      row.update(exports[i]);
      rows[exports[i].id] = row;
      if (row.element === next) {
        next = next.nextElementSibling;
      } else {
        this.body.insertBefore(row.element, next);
      }
    }
    for (var id in this.rows) {
      if (!rows[id]) {
        this.rows[id].element.remove();
      }
    }
    this.rows = rows;
  };

  document.querySelectorAll(".en-live").forEach(startJobBlock);
  document.querySelectorAll(".en-exports").forEach(function (table) {
    var page = new ExportsPage(table);
    poll(1000, function () { return page.refresh(); });
  });
  if (/\/jobs\/processing\/?$/.test(window.location.pathname)) {
    startProcessingList();
  }
})();
