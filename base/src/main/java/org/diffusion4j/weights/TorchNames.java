// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.util.Map;
import org.diffusion4j.format.DType;

/** How PyTorch calls the element types in its files. */
final class TorchNames {
    static final String MODULE = "torch.";
    static final String UNTYPED = "storage.UntypedStorage";

    /** Classes of storages; only types that are older than 2020 have one. */
    static final Map<DType, String> STORAGES = Map.ofEntries(
            Map.entry(DType.F32, "FloatStorage"),
            Map.entry(DType.F64, "DoubleStorage"),
            Map.entry(DType.F16, "HalfStorage"),
            Map.entry(DType.BF16, "BFloat16Storage"),
            Map.entry(DType.I64, "LongStorage"),
            Map.entry(DType.I32, "IntStorage"),
            Map.entry(DType.I16, "ShortStorage"),
            Map.entry(DType.I8, "CharStorage"),
            Map.entry(DType.U8, "ByteStorage"),
            Map.entry(DType.BOOL, "BoolStorage"),
            Map.entry(DType.C64, "ComplexFloatStorage"));

    /** All types that have whole bytes. */
    static final Map<DType, String> DTYPES = Map.ofEntries(
            Map.entry(DType.F32, "float32"),
            Map.entry(DType.F64, "float64"),
            Map.entry(DType.F16, "float16"),
            Map.entry(DType.BF16, "bfloat16"),
            Map.entry(DType.I64, "int64"),
            Map.entry(DType.I32, "int32"),
            Map.entry(DType.I16, "int16"),
            Map.entry(DType.I8, "int8"),
            Map.entry(DType.U8, "uint8"),
            Map.entry(DType.U16, "uint16"),
            Map.entry(DType.U32, "uint32"),
            Map.entry(DType.U64, "uint64"),
            Map.entry(DType.BOOL, "bool"),
            Map.entry(DType.C64, "complex64"),
            Map.entry(DType.F8_E4M3, "float8_e4m3fn"),
            Map.entry(DType.F8_E4M3FNUZ, "float8_e4m3fnuz"),
            Map.entry(DType.F8_E5M2, "float8_e5m2"),
            Map.entry(DType.F8_E5M2FNUZ, "float8_e5m2fnuz"),
            Map.entry(DType.F8_E8M0, "float8_e8m0fnu"));

    private TorchNames() {}
}
