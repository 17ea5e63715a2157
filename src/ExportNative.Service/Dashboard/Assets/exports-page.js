// The page of all exports.
(function () {
  "use strict";

  var live = window.ExportLive;
  if (!live) {
    return;
  }

  var base = live.base;
  var Label = live.Label;
  var Bar = live.Bar;
  var make = live.make;
  var show = live.show;
  var poll = live.poll;
  var get = live.get;
  var command = live.command;
  var showLinks = live.showLinks;
  var summary = live.summary;

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
    showLinks(this.actions, live);
  };

  Row.prototype.updateActions = function (live) {
    // Only when there is another choice than before: a button must not vanish under a click.
    var choice = [live.state, live.canCancel, live.canRetry].join();
    if (this.choice === choice) {
      return;
    }
    this.choice = choice;
    this.actions.textContent = "";
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

  document.querySelectorAll(".en-exports").forEach(function (table) {
    var page = new ExportsPage(table);
    poll(1000, function () { return page.refresh(); });
  });
})();
