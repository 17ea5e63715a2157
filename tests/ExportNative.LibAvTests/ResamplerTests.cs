using System.Runtime.InteropServices;

namespace ExportNative.LibAvTests;

public sealed class ResamplerTests
{
    [Fact]
    public void Whole_numbers_become_floats_and_keep_their_count()
    {
        using var from = Form(SampleFormats.S16, 48000, 2);
        using var to = Form(SampleFormats.FltPlanar, 48000, 2);
        using var input = new Frame();
        using var output = new Frame();
        input.AllocateSilence(from, from.Format, 3);
        MemoryMarshal.Cast<byte, short>(input.Samples(0))[4] = 16384;
        using var resampler = Resampler.Open(input, to);
        for (var turn = 0; turn < 3; turn++)
        {
            resampler.Convert(input, output);
            Assert.Equal((3, 48000, 2, to.Format), (output.SampleCount, output.SampleRate, output.Channels, output.Format));
            Assert.Equal([0, 0, 0.5f], MemoryMarshal.Cast<byte, float>(output.Samples(0)).ToArray());
            Assert.Equal([0, 0, 0f], MemoryMarshal.Cast<byte, float>(output.Samples(1)).ToArray());
        }
    }

    [Fact]
    public void Another_rate_gives_out_all_samples_once_the_end_is_told()
    {
        using var from = Form(SampleFormats.FltPlanar, 96000, 1);
        using var to = Form(SampleFormats.FltPlanar, 48000, 1);
        using var input = new Frame();
        using var output = new Frame();
        input.AllocateSilence(from, from.Format, 9600);
        using var resampler = Resampler.Open(input, to);
        resampler.Convert(input, output);
        var count = output.SampleCount;
        resampler.Convert(null, output);
        Assert.InRange(count, 4700, 4800);
        Assert.InRange(count + output.SampleCount, 4799, 4801);
    }

    [Fact]
    public void A_frame_of_another_form_is_refused_and_no_memory_is_touched()
    {
        using var from = Form(SampleFormats.S16, 48000, 2);
        using var other = Form(SampleFormats.S16, 44100, 2);
        using var input = new Frame();
        using var output = new Frame();
        input.AllocateSilence(from, from.Format, 1024);
        using var resampler = Resampler.Open(input, from);
        input.AllocateSilence(other, other.Format, 1024);
        Assert.Equal("swr_convert_frame", Assert.Throws<LibAvException>(() => resampler.Convert(input, output)).Function);
    }

    private static CodecParameters Form(int format, int rate, int channels)
    {
        var form = new CodecParameters { Kind = MediaKind.Audio, Format = format, SampleRate = rate };
        form.SetChannels(channels);
        return form;
    }
}
