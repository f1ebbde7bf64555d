// How answers look on the wire: the body of an error, the headers that each answer has.
#pragma once

#include "emulator/dice.hpp"
#include "emulator/refusal.hpp"
#include "emulator/request/message.hpp"

#include <string>

namespace ecdsnap::emulator {

/// What every answer to one request says.
struct AnswerFrame {
    std::string request_id;
    std::string host;  // as the caller called this server
    Instant date;      // the service's clock
};

Reply success_answer(std::string body, const AnswerFrame& frame);
Reply refusal_answer(const Refusal& refusal, const AnswerFrame& frame);
Reply server_error_answer(bool internal, const AnswerFrame& frame);  // 500 InternalError, else 503 ServiceUnavailable
Reply portal_answer(const AnswerFrame& frame);                       // 200, from a captive portal
Reply html_answer(const AnswerFrame& frame);                         // 502, from a proxy that knows no JSON

std::string new_request_id(Dice& dice);  // an upper-case UUID

}  // namespace ecdsnap::emulator
