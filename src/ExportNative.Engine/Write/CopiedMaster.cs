using System.Buffers.Binary;
using ExportNative.Contracts;
using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>
/// Copies a master sound's packets, untouched and in one row. The row begins with the few packets that a decoder needs before
/// the program's first sample; the edit list hides them, in WebM Opus's own count of samples to skip does.
/// </summary>
internal sealed class CopiedMaster : MasterOutput
{
    private const int OpusPreSkip = 10;            // RFC 7845 section 5.1
    private const int OpusRoll = 3840;             // 80 ms: RFC 7845 section 4.6
    private const int Mp3Reservoir = 10;           // packets that a small one may borrow bits from

    private readonly AudioTrack _file;
    private readonly SilentPacket? _silence;
    private readonly Packet _packet = new();
    private readonly Packet _silent = new();
    private readonly int _bytesPerSample;          // of uncompressed sound, which can be cut anywhere; 0 otherwise
    private readonly long _shift;                  // samples: place in the program minus place in the file
    private bool _hasPacket;
    private bool _isSpent;                         // the file has ended
    private bool _isContinuing;
    private long _place;                           // samples of the program at which the packet belongs
    private int _duration;
    private long _lastPlace;
    private int _lastDuration;
    private long _at;                              // samples of the program where the next packet goes
    private bool _isDone;

    /// <inheritdoc cref="MasterOutput(MasterSound, OutputContainer, Ratio, CancellationToken)"/>
    public CopiedMaster(MasterSound master, OutputContainer container, Ratio length, CancellationToken cancellation)
        : base(master, container, length, cancellation)
    {
        _file = master.File.Track;
        _shift = -master.FirstSample;

        // How long a Vorbis packet sounds depends on the one before it, so silence in between would shift what follows.
        _silence = _file.Parameters.CodecId == CodecIds.Vorbis ? null : MakeSilence(_file.Parameters);
        _bytesPerSample = _file.Parameters.CodecName.StartsWith("pcm_", StringComparison.Ordinal) ? _file.Parameters.BlockAlign : 0;
        Parameters = _file.Parameters.Clone();
        Parameters.CodecTag = 0;
        if (Parameters.CodecId == CodecIds.Flac)
        {
            Parameters.Extradata = FlacHeader.Anonymous(Parameters.Extradata);
        }

        var lead = LeadSamples();
        Reader.Begin(-_shift - lead);
        do
        {
            cancellation.ThrowIfCancellationRequested();
            Load();
        }
        while (_hasPacket && _place + _duration + lead <= 0);
        _at = _hasPacket ? _place - LeadingSilence() : 0;
        if (container == OutputContainer.WebM && Parameters.CodecId == CodecIds.Opus)
        {
            SkipBeforeStart();
        }
    }

    public override CodecParameters Parameters { get; }

    protected override bool IsDone => _isDone;

    protected override void Step()
    {
        if (_at >= End)
        {
            _isDone = true;
        }
        else if (!_hasPacket)
        {
            WriteSilenceOrEnd();
        }
        else
        {
            Place();
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _packet.Dispose();
        _silent.Dispose();
        Parameters.Dispose();
    }

    private static SilentPacket? MakeSilence(CodecParameters parameters)
    {
        try
        {
            return LibAv.SilentPackets.Create(parameters);
        }
        catch (Exception e) when (e is LibAvException or NotSupportedException)
        {
            return null;
        }
    }

    private void Place()
    {
        var half = _duration / 2;
        if (_isContinuing && _file.SamplesPerPacket == 0 && Math.Abs(_place - _lastPlace - _lastDuration) <= half)
        {
            // The container's rounding of each packet's length must not add up.
            _at += _place - _lastPlace - _lastDuration;
        }

        if (_place + half < _at)
        {
            Load();
            return;
        }

        var length = _silence?.DurationSamples ?? 0;
        if (_place > _at + (HasSounded ? Math.Max(half, length / 2) : 0))
        {
            if (_silence is not null && (HasSounded || (Container.HidesPreroll && _at + length <= _place)))
            {
                WriteSilence();
                return;
            }

            Gaps += HasSounded ? 1 : 0;
            _at = _place;
        }

        if (_file.HasAdtsHeaders)
        {
            _packet.TrimStart(AudioTracks.AdtsHeaderSize(_packet.Data));
        }

        (_lastPlace, _lastDuration, _isContinuing) = (_place, _duration, true);
        HasSounded = true;
        Put(_packet, _duration);
        Load();
    }

    private void WriteSilenceOrEnd()
    {
        if (_silence is null)
        {
            _isDone = true;
            return;
        }

        WriteSilence();
    }

    private void WriteSilence()
    {
        _silent.Allocate(_silence!.Data.Length);
        _silence.Data.CopyTo(_silent.Data);
        _silent.IsKeyframe = true;
        SilentPackets++;
        _isContinuing = false;
        Put(_silent, _silence.DurationSamples);
    }

    private void Put(Packet packet, int duration)
    {
        if (_bytesPerSample > 0 && _at + duration > End)
        {
            packet.TrimEnd((int)Math.Min(packet.Size, (End - _at) * _bytesPerSample));
        }

        Write(packet, _at, duration);
        _at += duration;
    }

    private void Load()
    {
        if (_isSpent)
        {
            return;
        }

        _hasPacket = Reader.Next(_packet, out var place);
        if (!_hasPacket)
        {
            _isSpent = true;
            CheckEnd(_place + _duration - _shift);
            return;
        }

        if (_packet.HasSideData(SideDataTypes.EncryptionInfo))
        {
            throw new ExportException(
                ExportErrorKind.NotCopyable, ExportStage.Read, Master.File.Name.AsWritten, null, "its sound is encrypted.", "Decrypt the file first.");
        }

        _place = place + _shift;
        _duration = _file.DurationOf(_packet);
    }

    /// <summary>Samples before the program's first that are wanted, so that a decoder sounds there as it does in the whole file.</summary>
    private int LeadSamples()
    {
        var codec = _file.Parameters.CodecId;
        var packet = Master.File.FirstPacketSamples;
        return codec == CodecIds.Opus ? OpusRoll
            : codec == CodecIds.Mp3 ? Mp3Reservoir * packet
            : AudioOutput.LeadPackets(_file) * packet;
    }

    /// <summary>Samples of silence in front of sound that begins later than the program, in whole packets.</summary>
    private long LeadingSilence()
    {
        // Where nothing hides what lies before 0, the track simply begins later.
        if (_place <= 0 || _silence is null || !Container.HidesPreroll)
        {
            return 0;
        }

        var length = (long)_silence.DurationSamples;
        return (_place + length - 1) / length * length;
    }

    /// <summary>Tells Opus decoders how many samples of the first packets lie before the program, or before sound that begins later.</summary>
    private void SkipBeforeStart()
    {
        var header = Parameters.Extradata;
        var skip = _at > 0 ? BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(OpusPreSkip)) : (ushort)Math.Clamp(-_at, 0, ushort.MaxValue);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(OpusPreSkip), skip);
        Parameters.Extradata = header;
        Parameters.InitialPadding = skip;
    }
}
