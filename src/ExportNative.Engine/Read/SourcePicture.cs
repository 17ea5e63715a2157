using System.Buffers.Binary;
using System.Text.RegularExpressions;
using ExportNative.Contracts;
using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>
/// Decodes one keyframe and makes it small. Colours are converted here, for the planar YUV formats that cameras write, so that
/// no scaler library is needed for a thumbnail.
/// </summary>
internal static partial class SourcePicture
{
    private const int MostPackets = 2_000;
    private const int MostSamplesPerSide = 8;

    /// <exception cref="ExportException">There is no picture, nothing can be decoded there, or the pixel format is none of the known ones.</exception>
    public static SourcePictureData Take(SourceGlance source, Ratio at, int maxWidth, CancellationToken cancellation)
    {
        if (source.Video is not { } video)
        {
            throw SourceErrors.Unreadable(source.Name, "there is no video stream in it", null);
        }

        var pixelFormat = video.Parameters.FormatName;
        var match = Planar().Match(pixelFormat);
        if (!match.Success)
        {
            throw SourceErrors.Unreadable(source.Name, $"pictures of the format {pixelFormat} are not shown small", null);
        }

        source.ReadOnly(video);
        using var decoder = Decoder.Open(video.Parameters, video.TimeBase);
        using var frame = new Frame();
        Seek(source, video, at);
        if (!Decode(source, video, decoder, frame, cancellation))
        {
            // Some containers only go back to their beginning.
            decoder.Reset();
            Seek(source, video, Ratio.Zero);
            if (!Decode(source, video, decoder, frame, cancellation))
            {
                throw SourceErrors.Unreadable(source.Name, "no picture could be decoded there", null);
            }
        }

        var format = new Format(
            match.Groups[2].Value is "444" ? 0 : 1, match.Groups[2].Value is "420" ? 1 : 0,
            match.Groups[3].Success ? int.Parse(match.Groups[3].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 8,
            match.Groups[1].Value is "j" || frame.ColorRange == 2);
        return Upright(Shrink(frame, format, maxWidth), video.RotationDegrees);
    }

    private static void Seek(SourceGlance source, InputStream video, Ratio at)
    {
        try
        {
            source.Demuxer.Seek(video.Index, ((at + source.Zero) / video.TimeBase.ToRatio()).Round(), SeekMode.Backward);
        }
        catch (LibAvException)
        {
            // No such place: the picture that comes next is shown.
            return;
        }
    }

    private static bool Decode(SourceGlance source, InputStream video, Decoder decoder, Frame frame, CancellationToken cancellation)
    {
        using var packet = new Packet();
        for (var read = 0; read < MostPackets; read++)
        {
            cancellation.ThrowIfCancellationRequested();
            var more = source.Demuxer.Read(packet);
            if (more && packet.StreamIndex != video.Index)
            {
                packet.Unref();
                continue;
            }

            // Only one picture is asked for, so nothing waits to be taken out before the first one comes.
            decoder.Send(more ? packet : null);
            packet.Unref();
            if (decoder.Receive(frame) == CodecStep.Done)
            {
                return true;
            }

            if (!more)
            {
                break;
            }
        }

        return false;
    }

    /// <summary>Turns a picture as players do, by a multiple of 90 degrees clockwise; other angles are left.</summary>
    private static SourcePictureData Upright(SourcePictureData picture, int degrees)
    {
        if (degrees is not (90 or 180 or 270))
        {
            return picture;
        }

        var (width, height) = degrees == 180 ? (picture.Width, picture.Height) : (picture.Height, picture.Width);
        var turned = new byte[picture.Rgb.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (fromX, fromY) = degrees switch
                {
                    90 => (y, picture.Height - 1 - x),
                    180 => (picture.Width - 1 - x, picture.Height - 1 - y),
                    _ => (picture.Width - 1 - y, x),
                };
                picture.Rgb.AsSpan(((fromY * picture.Width) + fromX) * 3, 3).CopyTo(turned.AsSpan(((y * width) + x) * 3));
            }
        }

        return new SourcePictureData(width, height, turned);
    }

    private static SourcePictureData Shrink(Frame frame, Format format, int maxWidth)
    {
        var width = Math.Min(maxWidth, frame.Width);
        var height = Math.Max(1, (int)((long)frame.Height * width / frame.Width));
        var rgb = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var left = (int)((long)x * frame.Width / width);
                var top = (int)((long)y * frame.Height / height);
                var luma = Mean(frame, format, left, top, Math.Max(1, frame.Width / width), Math.Max(1, frame.Height / height));
                var u = Sample(frame, format, 1, left >> format.ShiftX, top >> format.ShiftY);
                var v = Sample(frame, format, 2, left >> format.ShiftX, top >> format.ShiftY);
                Convert(luma, u, v, format.IsFullRange, frame.Height >= 720, rgb.AsSpan(((y * width) + x) * 3));
            }
        }

        return new SourcePictureData(width, height, rgb);
    }

    private static double Mean(Frame frame, Format format, int left, int top, int across, int down)
    {
        var stepX = Math.Max(1, across / MostSamplesPerSide);
        var stepY = Math.Max(1, down / MostSamplesPerSide);
        double sum = 0;
        var count = 0;
        for (var y = top; y < Math.Min(top + down, frame.Height); y += stepY)
        {
            for (var x = left; x < Math.Min(left + across, frame.Width); x += stepX)
            {
                sum += Sample(frame, format, 0, x, y);
                count++;
            }
        }

        return sum / count;
    }

    // Scaled to 8 bits.
    private static double Sample(Frame frame, Format format, int plane, int x, int y) => format.Bits == 8
        ? frame.Row(plane, y, x + 1)[x]
        : BinaryPrimitives.ReadUInt16LittleEndian(frame.Row(plane, y, (x + 1) * 2)[(x * 2)..]) / (double)(1 << (format.Bits - 8));

    // BT.709 for high definition and BT.601 below, as players assume when a file does not say.
    private static void Convert(double luma, double u, double v, bool isFullRange, bool isHigh, Span<byte> rgb)
    {
        var (kr, kb) = isHigh ? (0.2126, 0.0722) : (0.299, 0.114);
        var bright = isFullRange ? luma : (luma - 16) * 255 / 219;
        var scale = isFullRange ? 1 : 255.0 / 224;
        var blue = (u - 128) * scale;
        var red = (v - 128) * scale;
        rgb[0] = Byte(bright + (2 * (1 - kr) * red));
        rgb[1] = Byte(bright - (2 * (1 - kb) * kb / (1 - kr - kb) * blue) - (2 * (1 - kr) * kr / (1 - kr - kb) * red));
        rgb[2] = Byte(bright + (2 * (1 - kb) * blue));
    }

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);

    [GeneratedRegex("^yuv([ja]?)(420|422|444)p(?:(10|12)le)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Planar();

    private readonly record struct Format(int ShiftX, int ShiftY, int Bits, bool IsFullRange);
}
