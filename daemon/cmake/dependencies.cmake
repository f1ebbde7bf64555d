# Third-party libraries, all from Debian 12 (packages: daemon/cmake/install_packages.sh).
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(simdjson REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(absl REQUIRED)
find_package(CLI11 REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(LIBARCHIVE REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(LIBICAL REQUIRED IMPORTED_TARGET libical)
pkg_check_modules(LIBCURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)

# ThreadSanitizer takes a counter that both we and an uninstrumented library count down for a race: there spdlog is
# compiled with our code.
add_library(ecdsnap_spdlog INTERFACE)
if(ECDSNAP_SANITIZE STREQUAL "thread")
  target_link_libraries(ecdsnap_spdlog INTERFACE spdlog::spdlog_header_only)
else()
  target_link_libraries(ecdsnap_spdlog INTERFACE spdlog::spdlog)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Paths relative to the checkout, so that one cache serves every checkout.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

# Asio and Beast are compiled once, in daemon/separate_compilation/ (separate compilation).
add_library(ecdsnap_asio_headers INTERFACE)
target_compile_definitions(ecdsnap_asio_headers INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_SEPARATE_COMPILATION)
target_link_libraries(ecdsnap_asio_headers INTERFACE Boost::headers Threads::Threads)
