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

    // Elements per channel configuration (table 1.19): S(ingle), P(air), L(fe); none where the table has none.
    private static readonly string[] Elements = ["", "S", "P", "SP", "SPS", "SPP", "SPPL", "SPPPL", "", "", "", "SPPSL", "SPPPL", "", "SPPLP"];

    /// <summary>Makes the packet; with an ADTS header when there is no AudioSpecificConfig.</summary>
    /// <exception cref="NotSupportedException">Other object types, or a channel configuration that nobody has defined.</exception>
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
        if (rate <= 0) throw new NotSupportedException("The AAC stream's AudioSpecificConfig names no sample rate.");
        // GASpecificConfig: frame length flag, core coder (with a delay), extension flag, then the arrangement if it is its own.
        var frameLength = bits.Get(1) == 1 ? 960 : 1024;
        if (bits.Get(1) == 1) bits.Get(14);
        bits.Get(1);
        var elements = configuration == 0 ? ProgramConfiguration(bits) : Numbered(configuration < Elements.Length ? Elements[configuration] : "");
        if (elements.Count == 0 || bits.Left < 0)
            throw new NotSupportedException($"The AAC stream has the channel configuration {configuration}, whose channel elements are not known.");
        // With SBR the stream's rate is twice the core's, and so is the number of samples that come out.
        var samples = (long)frameLength * audio.SampleRate / rate;
        return samples == frameLength || samples == 2 * frameLength
            ? new SilentPacket(Payload(elements), (int)samples)
            : throw new NotSupportedException($"The AAC stream claims {audio.SampleRate} Hz, but its AudioSpecificConfig {rate} Hz.");
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
        var payload = Payload(Numbered(Elements[configuration]));
        var header = new BitWriter()
            .Put(12, 0xFFF).Put(1, 0).Put(2, 0).Put(1, 1)           // syncword, MPEG-4, layer, no CRC
            .Put(2, 1).Put(4, (uint)rateIndex).Put(1, 0)            // AAC-LC
            .Put(3, (uint)configuration).Put(4, 0)
            .Put(13, (uint)(7 + payload.Length)).Put(11, 0x7FF).Put(2, 0)
            .ToArray();
        return new SilentPacket([.. header, .. payload], 1024);
    }

    // Elements of one kind are numbered from 0.
    private static List<(char Kind, uint Tag)> Numbered(string kinds) =>
        [.. kinds.Select((kind, i) => (kind, (uint)kinds.Take(i).Count(before => before == kind)))];

    // program_config_element (4.4.1.1): the elements with their tags, by place in the room.
    private static List<(char Kind, uint Tag)> ProgramConfiguration(BitReader bits)
    {
        List<(char, uint)> elements = [];
        bits.Get(4 + 2 + 4);                                        // tag, object type, rate
        var channels = bits.Get(4) + bits.Get(4) + bits.Get(4);     // front, side, back
        var lfe = bits.Get(2);
        bits.Get(3 + 4);                                            // associated data, coupling channels
        if (bits.Get(1) == 1) bits.Get(4);                          // mono, stereo and matrix mixdown
        if (bits.Get(1) == 1) bits.Get(4);
        if (bits.Get(1) == 1) bits.Get(3);
        for (var i = 0; i < channels; i++) elements.Add((bits.Get(1) == 1 ? 'P' : 'S', (uint)bits.Get(4)));
        for (var i = 0; i < lfe; i++) elements.Add(('L', (uint)bits.Get(4)));
        return elements;
    }

    private static byte[] Payload(List<(char Kind, uint Tag)> elements)
    {
        var bits = new BitWriter();
        foreach (var (element, tag) in elements)
        {
            if (element == 'P')
            {
                bits.Put(3, 1).Put(4, tag).Put(1, 1);               // channel_pair_element, tag, common_window
                IcsInfo(bits);
                bits.Put(2, 0);                                     // ms_mask_present
                Channel(bits, withIcsInfo: false);
                Channel(bits, withIcsInfo: false);
            }
            else
            {
                bits.Put(3, element == 'L' ? 3u : 0u).Put(4, tag);
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
