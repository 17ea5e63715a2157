namespace ExportNative.Testing.Audit;

/// <summary>A decoded frame.</summary>
/// <param name="At">Seconds at which it is shown.</param>
/// <param name="Camera">From its bar code.</param>
/// <param name="Number">From its bar code.</param>
/// <param name="IsClear">The bar code could be read.</param>
internal readonly record struct ShownFrame(double At, int Camera, int Number, bool IsClear);
