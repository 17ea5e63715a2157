using ExportNative.Service.CommandLine;
using Xunit;

namespace ExportNative.UnitTests.CommandLine;

public class HealthAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080/")]
    [InlineData("http://127.0.0.1:9000/", "ASPNETCORE_HTTP_PORTS=9000;9001")]
    [InlineData("http://127.0.0.1:7000/", "ASPNETCORE_HTTP_PORTS=9000", "ASPNETCORE_URLS=http://+:7000")]
    [InlineData("http://127.0.0.1:7001/", "ASPNETCORE_URLS=http://+:7000", "URLS=http://*:7001")]
    [InlineData("http://[::1]:7000/", "DOTNET_URLS=http://[::]:7000; http://10.1.2.3:80")]
    [InlineData("http://10.1.2.3/", "ASPNETCORE_URLS= http://10.1.2.3:80")]
    [InlineData("http://127.0.0.1:8080/", "ASPNETCORE_URLS=", "ASPNETCORE_HTTP_PORTS= ")]
    public void The_service_is_asked_where_the_environment_tells_it_to_listen(string expected, params string[] environment)
        => Assert.Equal(expected, HealthAddress.Choose(null, Reader(environment)).Url.ToString());

    [Fact]
    public void What_is_given_counts_more_than_the_environment()
        => Assert.Equal("http://127.0.0.1:1/", HealthAddress.Choose("http://0.0.0.0:1", Reader("URLS=http://*:2")).Url.ToString());

    [Fact]
    public void A_socket_can_be_asked()
    {
        var address = HealthAddress.Choose(null, Reader("ASPNETCORE_URLS=http://unix:/run/exportnative.sock"));
        Assert.Equal("/run/exportnative.sock", address.Socket);
        Assert.Equal("http://unix:/run/exportnative.sock", address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("8080")]
    [InlineData("localhost:8080")]
    [InlineData("ftp://localhost")]
    [InlineData("http://unix:")]
    [InlineData("http://unix:relative")]
    public void What_is_no_address_is_refused(string text) => Assert.Null(HealthAddress.Parse(text));

    private static Func<string, string?> Reader(params string[] environment)
    {
        var variables = environment.Select(one => one.Split('=', 2)).ToDictionary(one => one[0], one => one[1]);
        return name => variables.GetValueOrDefault(name);
    }
}
