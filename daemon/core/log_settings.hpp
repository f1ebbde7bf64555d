// What is logged, how, and where to.
#pragma once

#include <cstdint>
#include <filesystem>

namespace ecdsnap::core {

// automatic: the journal's own fields under systemd, text on a terminal, JSON otherwise.
enum class LogFormat : std::uint8_t { automatic, text, json, journald };
enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct LogFile {
    std::filesystem::path path;     // absolute; empty: no file, but standard error or the journal
    std::uint32_t rotate_mib = 64;  // 0–100,000; 0: another program rotates
    std::uint32_t rotate_keep = 5;  // 1–1,000 older files: PATH.1 is the newest of them

    bool operator==(const LogFile&) const = default;
};

struct LogSettings {
    LogFormat format = LogFormat::automatic;
    LogLevel level = LogLevel::info;
    LogFile file;

    bool operator==(const LogSettings&) const = default;
};

}  // namespace ecdsnap::core
