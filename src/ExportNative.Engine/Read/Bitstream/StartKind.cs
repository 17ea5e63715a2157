namespace ExportNative.Engine.Read.Bitstream;

/// <summary>What kind of random access point a packet is.</summary>
internal enum StartKind
{
    /// <summary>No decoder may begin here, whatever the container's key flag says.</summary>
    Unsafe,

    /// <summary>Resets the decoder: H.264 IDR, HEVC IDR and BLA, and every keyframe of codecs without leading pictures.</summary>
    Clean,

    /// <summary>H.264 recovery point with recovery_frame_cnt 0: right from here on in output order, once leading pictures are dropped.</summary>
    RecoveryPoint,

    /// <summary>HEVC CRA: right once its leading pictures are dropped.</summary>
    CleanRandomAccess,
}
