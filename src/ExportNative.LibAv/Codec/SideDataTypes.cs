namespace ExportNative.LibAv;

/// <summary>Values of <c>AVPacketSideDataType</c> that cutting needs; the same in every supported FFmpeg (a test compares).</summary>
public static class SideDataTypes
{
    /// <summary>AV_PKT_DATA_PALETTE: a new palette for palette video.</summary>
    public const int Palette = 0;

    /// <summary>AV_PKT_DATA_NEW_EXTRADATA: from this packet on other codec headers hold.</summary>
    public const int NewExtradata = 1;

    /// <summary>AV_PKT_DATA_PARAM_CHANGE: from this packet on another sample rate or size holds.</summary>
    public const int ParameterChange = 2;

    /// <summary>AV_PKT_DATA_DISPLAYMATRIX: nine 16.16 numbers that turn or flip the picture.</summary>
    public const int DisplayMatrix = 5;

    /// <summary>AV_PKT_DATA_STEREO3D: how two eyes' views are packed.</summary>
    public const int Stereo3D = 6;

    /// <summary>AV_PKT_DATA_SKIP_SAMPLES: samples to drop at the packet's start and end (two little-endian 32-bit numbers first).</summary>
    public const int SkipSamples = 11;

    /// <summary>AV_PKT_DATA_MASTERING_DISPLAY_METADATA: HDR10 mastering display.</summary>
    public const int MasteringDisplay = 20;

    /// <summary>AV_PKT_DATA_SPHERICAL: 360-degree projection.</summary>
    public const int Spherical = 21;

    /// <summary>AV_PKT_DATA_CONTENT_LIGHT_LEVEL: HDR10 light levels.</summary>
    public const int ContentLightLevel = 22;

    /// <summary>AV_PKT_DATA_ENCRYPTION_INIT_INFO: the stream is encrypted.</summary>
    public const int EncryptionInitInfo = 24;

    /// <summary>AV_PKT_DATA_ENCRYPTION_INFO: this packet is encrypted.</summary>
    public const int EncryptionInfo = 25;

    /// <summary>AV_PKT_DATA_DOVI_CONF: Dolby Vision configuration.</summary>
    public const int DolbyVisionConfiguration = 29;
}
