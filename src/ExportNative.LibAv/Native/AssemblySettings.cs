using System.Runtime.CompilerServices;

// Every native signature is blittable, so no call through here hides a copy or an allocation.
[assembly: DisableRuntimeMarshalling]
[assembly: InternalsVisibleTo("ExportNative.LibAvTests")]
