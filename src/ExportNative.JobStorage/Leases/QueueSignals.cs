namespace ExportNative.JobStorage;

/// <summary>Wakes the workers that wait for jobs: one worker for each job that comes into one of its queues.</summary>
internal sealed class QueueSignals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedList<Waiter>> _queues = new(StringComparer.Ordinal);

    /// <summary>Lets a waiter be woken, once. It looks for a job after this and before it waits, so that none is missed.</summary>
    public void Add(Waiter waiter)
    {
        lock (_lock)
        {
            waiter.Reset();
            foreach (string queue in waiter.Queues)
            {
                if (!_queues.TryGetValue(queue, out LinkedList<Waiter>? waiters))
                {
                    _queues.Add(queue, waiters = new LinkedList<Waiter>());
                }

                _ = waiters.AddLast(waiter);
            }
        }
    }

    /// <summary>Ends a wait.</summary>
    /// <param name="waiter">Who waited.</param>
    /// <param name="passOn">
    /// True if the job that it was woken for may still be there, because it took another one or gave up: the next
    /// waiter is woken in its place. False if it looked and found nothing.
    /// </param>
    public void Remove(Waiter waiter, bool passOn)
    {
        lock (_lock)
        {
            Unlink(waiter);
            if (passOn && waiter.WokenBy is { } queue)
            {
                WakeLocked(queue, 1);
            }
        }
    }

    /// <summary>Wakes up to a number of the workers that wait for a queue, those who wait longest first.</summary>
    public void Wake(string queue, int count)
    {
        lock (_lock)
        {
            WakeLocked(queue, count);
        }
    }

    /// <summary>Wakes everybody, for when any queue may have got a job.</summary>
    public void WakeAll()
    {
        lock (_lock)
        {
            foreach (string queue in _queues.Keys.ToList())
            {
                WakeLocked(queue, int.MaxValue);
            }
        }
    }

    /// <summary>The queues that somebody waits for, with the number who do.</summary>
    public List<(string Queue, int Waiters)> Waiting()
    {
        lock (_lock)
        {
            return [.. _queues.Where(static entry => entry.Value.Count > 0).Select(static entry => (entry.Key, entry.Value.Count))];
        }
    }

    private void WakeLocked(string queue, int count)
    {
        while (count-- > 0 && _queues.TryGetValue(queue, out LinkedList<Waiter>? waiters) && waiters.First is { } first)
        {
            Unlink(first.Value);
            first.Value.Set(queue);
        }
    }

    private void Unlink(Waiter waiter)
    {
        foreach (string queue in waiter.Queues)
        {
            if (_queues.TryGetValue(queue, out LinkedList<Waiter>? waiters) && waiters.Remove(waiter) && waiters.Count == 0)
            {
                _ = _queues.Remove(queue);
            }
        }
    }

    /// <summary>One worker's wait for jobs of its queues. Owned by the worker.</summary>
    internal sealed class Waiter(string[] queues) : IDisposable
    {
        private readonly ManualResetEventSlim _woken = new(false, spinCount: 0);

        public string[] Queues { get; } = [.. queues.Distinct(StringComparer.Ordinal)];

        /// <summary>The queue whose job woke this waiter; null while it waits.</summary>
        public string? WokenBy { get; private set; }

        public void Wait(CancellationToken cancellationToken) => _woken.Wait(cancellationToken);

        public void Dispose() => _woken.Dispose();

        internal void Reset()
        {
            WokenBy = null;
            _woken.Reset();
        }

        internal void Set(string queue)
        {
            WokenBy = queue;
            _woken.Set();
        }
    }
}
