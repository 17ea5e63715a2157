using System.Globalization;
using System.Reflection;

namespace ExportNative.LibAvTests;

public sealed class LayoutTests
{
    public LayoutTests() => FFmpeg.Load();

    public static TheoryData<int> Majors => [59, 60, 61, 63];

    private static readonly (string Name, int Value)[] SideData =
    [
        ("AV_PKT_DATA_PALETTE", SideDataTypes.Palette),
        ("AV_PKT_DATA_NEW_EXTRADATA", SideDataTypes.NewExtradata),
        ("AV_PKT_DATA_PARAM_CHANGE", SideDataTypes.ParameterChange),
        ("AV_PKT_DATA_DISPLAYMATRIX", SideDataTypes.DisplayMatrix),
        ("AV_PKT_DATA_STEREO3D", SideDataTypes.Stereo3D),
        ("AV_PKT_DATA_SKIP_SAMPLES", SideDataTypes.SkipSamples),
        ("AV_PKT_DATA_MASTERING_DISPLAY_METADATA", SideDataTypes.MasteringDisplay),
        ("AV_PKT_DATA_SPHERICAL", SideDataTypes.Spherical),
        ("AV_PKT_DATA_CONTENT_LIGHT_LEVEL", SideDataTypes.ContentLightLevel),
        ("AV_PKT_DATA_ENCRYPTION_INIT_INFO", SideDataTypes.EncryptionInitInfo),
        ("AV_PKT_DATA_ENCRYPTION_INFO", SideDataTypes.EncryptionInfo),
        ("AV_PKT_DATA_DOVI_CONF", SideDataTypes.DolbyVisionConfiguration),
    ];

    [Theory]
    [MemberData(nameof(Majors))]
    public void Every_offset_of_the_table_is_what_the_C_compiler_printed_for_that_version(int major)
    {
        var printed = Read(File.ReadAllText(Repository.PathTo("native", $"layout-{major}.txt")));
        Assert.Equal(major, printed["major"]);
        var column = Array.IndexOf(Layout.Majors, major);
        foreach (var (name, offsets) in Layout.Rows)
        {
            var expected = printed.TryGetValue(name, out var offset) ? offset : Layout.Absent;
            Assert.True(expected == offsets[column], $"{name}: the table says {offsets[column]}, the compiler {expected}");
        }
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public void Every_constant_is_the_same_in_that_version(int major)
    {
        var printed = Read(File.ReadAllText(Repository.PathTo("native", $"layout-{major}.txt")));
        var constants = typeof(AvConstants).GetFields(BindingFlags.Public | BindingFlags.Static);
        Assert.True(constants.Length > 20);
        foreach (var constant in constants)
            Assert.True(printed[constant.Name] == (int)constant.GetRawConstantValue()!, constant.Name);

        foreach (var (name, value) in SideData) Assert.True(printed[name] == value, name);
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public void Structs_that_are_read_without_a_table_begin_alike_in_that_version(int major)
    {
        var printed = Read(File.ReadAllText(Repository.PathTo("native", $"layout-{major}.txt")));
        foreach (var first in (string[])["AVInputFormat.name", "AVOutputFormat.name", "AVCodec.name", "AVCodecDescriptor.id", "AVDictionaryEntry.key", "AVIOInterruptCB.callback", "AVPacketSideData.data"])
            Assert.True(printed[first] == 0, first);
        foreach (var second in (string[])["AVDictionaryEntry.value", "AVIOInterruptCB.opaque", "AVPacketSideData.size"])
            Assert.True(printed[second] == 8, second);
        Assert.Equal(16, printed["AVPacketSideData.type"]);
        Assert.Equal(24, printed["sizeof(AVPacketSideData)"]);
        Assert.Equal(20, printed["AVIndexEntry.min_distance"]);
        Assert.Equal(8, printed["sizeof(AVRational)"]);
    }

    [Fact]
    public void The_installed_headers_print_the_table_that_is_kept_for_their_version()
    {
        if (!File.Exists("/usr/bin/gcc") || !Footage.Has("gcc", "-E -include libavformat/avformat.h -x c /dev/null -o /dev/null"))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "gcc or libavformat-dev is not installed");
            Assert.Fail("gcc and libavformat-dev are needed here");
        }
        var program = Footage.PathFor("print_layout");
        Footage.Run("gcc", $"-w {Repository.PathTo("native", "print_layout.c")} -o {program}");
        var printed = Footage.Run(program, "");
        var kept = Repository.PathTo("native", $"layout-{Read(printed)["major"]}.txt");
        Assert.True(File.Exists(kept), $"{kept} is missing: this version of FFmpeg has no table");
        Assert.Equal(File.ReadAllText(kept), printed);
    }

    private static Dictionary<string, int> Read(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' '))
        .Where(words => words.Length == 2)
        .ToDictionary(words => words[0], words => int.Parse(words[1], CultureInfo.InvariantCulture));
}
