# One INTERFACE target for sanitizers: ECDSNAP_SANITIZE is a comma-separated list for -fsanitize, empty for none.
set(ECDSNAP_SANITIZE "" CACHE STRING "Value for -fsanitize=, e.g. address,undefined or thread")
add_library(ecdsnap_sanitizers INTERFACE)
if(ECDSNAP_SANITIZE)
  target_compile_options(ecdsnap_sanitizers INTERFACE
    -fsanitize=${ECDSNAP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ecdsnap_sanitizers INTERFACE -fsanitize=${ECDSNAP_SANITIZE})
endif()
