using System.Text.Json.Nodes;

namespace ExportNative.ClientTests;

/// <summary>An editor in Node that calls the client module against a service.</summary>
internal sealed class Editor : IDisposable
{
    private readonly NodeScript script;

    private Editor(NodeScript script) => this.script = script;

    /// <summary>Starts one.</summary>
    /// <param name="service">Where the service is.</param>
    /// <param name="key">Its API key; null for none.</param>
    public static Editor Open(Uri service, string? key = null)
        => new(NodeScript.Start("editor.mjs", new JsonObject { ["baseUrl"] = service.ToString(), ["apiKey"] = key }.ToJsonString()));

    /// <summary>Begins a call of the module; its events carry the id.</summary>
    /// <param name="id">Of the call.</param>
    /// <param name="function">The module's function.</param>
    /// <param name="options">Its last argument, beside the connection.</param>
    /// <param name="file">A file that is handed in as a blob, behind the arguments.</param>
    /// <param name="arguments">Its arguments before that.</param>
    public void Begin(string id, string function, JsonObject? options = null, string? file = null, params JsonNode[] arguments)
        => script.Tell(new JsonObject
        {
            ["id"] = id,
            ["call"] = function,
            ["args"] = new JsonArray([.. arguments.Select(one => one.DeepClone())]),
            ["options"] = options ?? [],
            ["file"] = file,
        }.ToJsonString().Replace(",\"file\":null", "", StringComparison.Ordinal));

    /// <summary>Ends a call through its signal.</summary>
    public void Abort(string id) => script.Tell(new JsonObject { ["abort"] = id }.ToJsonString());

    /// <summary>Waits for an event; others before it are left out. An error of the module that nobody waits for fails at once.</summary>
    public Task<JsonObject> Next(string kind, Func<JsonObject, bool>? fits = null) => script.Next(kind, fits, line => kind != "failed" && (string?)line["event"] == "failed");

    /// <summary>Calls a function and waits for what it returns.</summary>
    public async Task<JsonNode?> Call(string function, params JsonNode[] arguments)
    {
        Begin("call", function, null, null, arguments);
        return (await Next("done", done => (string?)done["id"] == "call"))["value"];
    }

    /// <summary>Calls a function and waits for its error.</summary>
    public async Task<JsonObject> Fail(string function, params JsonNode[] arguments)
    {
        Begin("call", function, null, null, arguments);
        return await Next("failed", failed => (string?)failed["id"] == "call");
    }

    public void Dispose() => script.Dispose();
}
