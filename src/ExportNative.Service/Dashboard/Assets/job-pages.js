// An export on its job's page, and the bars in the Processing list.
(function () {
  "use strict";

  var live = window.ExportLive;
  if (!live) {
    return;
  }

  var Label = live.Label;
  var Bar = live.Bar;
  var make = live.make;
  var show = live.show;
  var ended = live.ended;
  var poll = live.poll;
  var get = live.get;
  var jobsPath = live.jobsPath;
  var showLinks = live.showLinks;
  var summary = live.summary;

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
    [["stage", "Doing"], ["segment", "Segment"], ["packets", "Packets"], ["pictures", "Pictures"], ["bytes", "Bytes"], ["speed", "Speed"], ["timeLeft", "Time left"]].forEach(function (figure) {
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
    showLinks(this.links, live);
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

  document.querySelectorAll(".en-live").forEach(startJobBlock);
  if (/\/jobs\/processing\/?$/.test(window.location.pathname)) {
    startProcessingList();
  }
})();
