import CSnappy

/// Compression in snappy's block format, which remote write 1.0 asks for.
enum Snappy {
    /// <https://github.com/google/snappy/blob/main/snappy-c.h>
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var size = snappy_max_compressed_length(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            bytes.withUnsafeBytes { input in
                buffer.withMemoryRebound(to: CChar.self) { output in
                    // It fails only where the output is too small, and this one is as large as it can get. An empty input
                    // may have no address, and is not read from.
                    var none: CChar = 0
                    let status = snappy_compress(
                        input.baseAddress?.assumingMemoryBound(to: CChar.self) ?? withUnsafePointer(to: &none) { $0 },
                        input.count, output.baseAddress, &size)
                    assert(status == SNAPPY_OK)
                }
            }
            count = size
        }
    }
}
