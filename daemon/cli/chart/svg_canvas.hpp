// Writes the elements of an SVG picture. Colours come from one style sheet with a light and a dark half; elements name
// its classes.
#pragma once

#include <string>
#include <string_view>

namespace ecdsnap::cli {

struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
};

enum class Anchor : unsigned char { start, middle, end };

class SvgCanvas {
public:
    // `tooltip` is shown when the pointer rests on the element; empty: nothing is.
    void rect(const Box& box, std::string_view style, std::string_view tooltip = {});
    void line(double x1, double y1, double x2, double y2, std::string_view style);
    void path(std::string_view commands, std::string_view style);
    void text(double x, double y, std::string_view words, std::string_view style, Anchor anchor = Anchor::start);

    // Elements up to end_group() belong together and share a tooltip.
    void begin_group(std::string_view tooltip);
    void end_group();

    // The whole file. `title` and `description` are read out to those who do not see it.
    std::string finish(double width, double height, std::string_view title, std::string_view description) &&;

private:
    std::string body_;
};

// A coordinate: at most two decimals, none that say nothing.
std::string coordinate(double value);

}  // namespace ecdsnap::cli
