namespace ExportNative.Service.Dashboard;

/// <summary>How the whole service is doing.</summary>
/// <param name="Running">Exports being written, by all processes.</param>
/// <param name="Waiting">Exports that wait for a worker or for their next attempt.</param>
/// <param name="BytesPerSecond">What the running exports write together.</param>
/// <param name="FailedToday">Exports given up since midnight UTC.</param>
/// <param name="FreeBytes">Free on the media folder's disk; null when the disk cannot be asked.</param>
/// <param name="IsDiskLow">Whether that is less than the settings want.</param>
internal sealed record ServiceFigures(long Running, long Waiting, double BytesPerSecond, long FailedToday, long? FreeBytes, bool IsDiskLow);
