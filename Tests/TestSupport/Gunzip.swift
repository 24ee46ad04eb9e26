/// Decompresses exactly one gzip member with Python's zlib, which checks its checksum and length.
///
/// - Throws: ``Program/Failure`` if the bytes are not exactly one complete member.
package func gunzip(_ bytes: [UInt8]) async throws -> [UInt8] {
    let script = """
        import sys, zlib
        reader = zlib.decompressobj(wbits=31)
        sys.stdout.buffer.write(reader.decompress(sys.stdin.buffer.read()) + reader.flush())
        sys.exit(0 if reader.eof and not reader.unused_data else "not one whole member")
        """
    let answer = try await Program.python.run(["-c", script], input: bytes)
    guard answer.status == 0 else { throw Program.Failure(description: "gunzip: \(answer.errors)") }
    return answer.output
}
