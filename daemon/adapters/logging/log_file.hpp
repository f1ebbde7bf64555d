// A log file: grows to its bound and is then renamed, or another program renames it (logrotate), which is noticed with
// the next line.
#pragma once

#include "adapters/logging/line_writer.hpp"
#include "core/log_settings.hpp"
#include "core/result.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <sys/types.h>

namespace ecdsnap::adapters {

class LogFileWriter final : public RecordWriter {
public:
    // Opened for appending, made with mode 0640. The error says which path and why.
    static core::Result<std::unique_ptr<LogFileWriter>> open(core::LogFile file);

    explicit LogFileWriter(core::LogFile file) : file_(std::move(file)), line_(-1) {}
    ~LogFileWriter() override;
    LogFileWriter(const LogFileWriter&) = delete;
    LogFileWriter& operator=(const LogFileWriter&) = delete;

    // Where renaming or opening fails, the file that is open goes on being written.
    bool write(std::string_view line) override;
    void hurry(core::Millis patience) override { line_.hurry(patience); }

private:
    bool open_again();  // false: errno says why
    bool was_renamed() const;
    void rotate();
    std::filesystem::path older(std::uint32_t number) const;

    const core::LogFile file_;
    LineWriter line_;
    int descriptor_ = -1;
    dev_t device_ = 0;
    ino_t inode_ = 0;
    std::uint64_t size_ = 0;
};

}  // namespace ecdsnap::adapters
