global using ExportNative.LibAv;
global using Xunit;
