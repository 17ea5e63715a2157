namespace ExportNative.LibAv;

/// <summary>
/// Silence for AAC (ISO/IEC 14496-3, 4.4): channel elements whose highest scale factor band is 0, so that there are no spectral
/// data. It holds for every rate and both frame lengths; an SBR or PS decoder extends it like anything else.
/// </summary>
internal static class SilentAac
{
    // Object types of 14496-3 table 1.17 whose packets have the plain syntax of clause 4.4.
    private const int Main = 1, LowComplexity = 2, Ltp = 4, Sbr = 5, Ps = 29;

    private static readonly int[] Rates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

    // Elements per channel configuration (table 1.19): S(ingle), P(air), L(fe).
    private static readonly string[] Elements = ["", "S", "P", "SP", "SPS", "SPP", "SPPL", "SPPPL"];

    /// <summary>Makes the packet; with an ADTS header when there is no AudioSpecificConfig.</summary>
    /// <exception cref="NotSupportedException">Other object types, or a channel arrangement of its own.</exception>
    public static SilentPacket Create(CodecParameters audio)
    {
        var extradata = audio.Extradata;
        if (extradata.Length == 0) return WithAdtsHeader(audio);
        if (extradata.Length < 2) throw new NotSupportedException("The AAC stream's AudioSpecificConfig is too short.");

        var bits = new BitReader(extradata);
        var objectType = ObjectType(bits);
        var rate = Rate(bits);
        var configuration = bits.Get(4);
        if (objectType is Sbr or Ps)
        {
            // Explicit signalling: the rate before is the core's, the one after it the extension's.
            Rate(bits);
            objectType = ObjectType(bits);
        }
        if (objectType is not (Main or LowComplexity or Ltp))
            throw new NotSupportedException($"AAC object type {objectType} has packets of another syntax than AAC-LC; silence for it is not known.");
        if (configuration is < 1 or > 7)
            throw new NotSupportedException($"The AAC stream has the channel configuration {configuration}, whose channel elements are not fixed by the standard.");
        if (rate <= 0) throw new NotSupportedException("The AAC stream's AudioSpecificConfig names no sample rate.");
        var frameLength = bits.Get(1) == 1 ? 960 : 1024;
        // With SBR the stream's rate is twice the core's, and so is the number of samples that come out.
        return new SilentPacket(Payload(configuration), (int)((long)frameLength * audio.SampleRate / rate));
    }

    private static int ObjectType(BitReader bits)
    {
        var type = bits.Get(5);
        return type == 31 ? 32 + bits.Get(6) : type;
    }

    private static int Rate(BitReader bits)
    {
        var index = bits.Get(4);
        return index == 15 ? bits.Get(24) : index < Rates.Length ? Rates[index] : 0;
    }

    private static SilentPacket WithAdtsHeader(CodecParameters audio)
    {
        var rateIndex = Array.IndexOf(Rates, audio.SampleRate);
        var configuration = audio.Channels == 8 ? 7 : audio.Channels;
        if (rateIndex < 0 || configuration > 7)
            throw new NotSupportedException($"ADTS cannot say {audio.SampleRate} Hz with {audio.Channels} channels.");
        // Profiles above these (HE-AAC) still have an AAC-LC core in ADTS, at half the rate.
        if (audio.Profile > Ltp - 1)
            throw new NotSupportedException($"Silence for AAC of profile {audio.Profile} in ADTS is not known.");
        var payload = Payload(configuration);
        var header = new BitWriter()
            .Put(12, 0xFFF).Put(1, 0).Put(2, 0).Put(1, 1)           // syncword, MPEG-4, layer, no CRC
            .Put(2, 1).Put(4, (uint)rateIndex).Put(1, 0)            // AAC-LC
            .Put(3, (uint)configuration).Put(4, 0)
            .Put(13, (uint)(7 + payload.Length)).Put(11, 0x7FF).Put(2, 0)
            .ToArray();
        return new SilentPacket([.. header, .. payload], 1024);
    }

    private static byte[] Payload(int configuration)
    {
        var bits = new BitWriter();
        uint single = 0, pair = 0, lfe = 0;
        foreach (var element in Elements[configuration])
        {
            if (element == 'P')
            {
                bits.Put(3, 1).Put(4, pair++).Put(1, 1);            // channel_pair_element, tag, common_window
                IcsInfo(bits);
                bits.Put(2, 0);                                     // ms_mask_present
                Channel(bits, withIcsInfo: false);
                Channel(bits, withIcsInfo: false);
            }
            else
            {
                bits.Put(3, element == 'L' ? 3u : 0u).Put(4, element == 'L' ? lfe++ : single++);
                Channel(bits, withIcsInfo: true);
            }
        }
        return bits.Put(3, 7).Align().ToArray();                    // ID_END
    }

    // reserved, window_sequence ONLY_LONG, window_shape sine, max_sfb 0, predictor_data_present.
    private static void IcsInfo(BitWriter bits) => bits.Put(1, 0).Put(2, 0).Put(1, 0).Put(6, 0).Put(1, 0);

    // global_gain, [ics_info], no sections, no scale factors, then pulse, TNS and gain control absent.
    private static void Channel(BitWriter bits, bool withIcsInfo)
    {
        bits.Put(8, 0);
        if (withIcsInfo) IcsInfo(bits);
        bits.Put(3, 0);
    }
}
