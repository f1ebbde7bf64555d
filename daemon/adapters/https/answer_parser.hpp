// Turns the bytes of one HTTP/1.1 answer into an HttpAnswer. No I/O: whoever reads the bytes feeds them.
#pragma once

#include "core/result.hpp"
#include "ports/http_transport.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace ecdsnap::adapters {

class AnswerParser {
public:
    struct Limits {
        std::size_t header = 0;  // bytes
        std::size_t body = 0;    // bytes
    };
    enum class Progress : std::uint8_t { needs_more, complete };

    explicit AnswerParser(Limits limits);
    ~AnswerParser();

    // Interim answers (100–199) are passed over. Error: not HTTP, or larger than a limit; the parser is then spent.
    core::Result<Progress> feed(std::string_view bytes);
    // The peer ended the stream in good order. Complete only when the answer's length was to be marked so.
    core::Result<Progress> end_of_stream();

    // Once complete: whether the connection may carry another request. Bytes beyond the answer forbid it.
    bool keeps_alive() const;
    ports::HttpAnswer take();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ecdsnap::adapters
