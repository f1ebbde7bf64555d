# One INTERFACE target for warnings; every library of ours links it. Warnings are errors.
add_library(ecdsnap_warnings INTERFACE)
target_compile_options(ecdsnap_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror
  # GCC 12 reports inlined standard containers as overread or uninitialised, and coroutine frames as freed by another
  # allocator than theirs; it is wrong each time it was looked into.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-restrict -Wno-array-bounds
    -Wno-mismatched-new-delete>)
