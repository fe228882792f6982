#pragma once

#include <filesystem>
#include <string>

#include "reports/report.hpp"

/// Reports in forms that others' programs make: pandoc for word processors, librsvg for pictures, Chromium for PDF. Each is
/// started without a shell, with what it needs in a folder of its own, and ended when it takes too long.
namespace dmp::reports {

enum class WordFormat { docx, odt };

/// Headings, captions, tables with heading rows, pictures with their text alternative. A resource UserError that names the
/// package to install where a converter is not there, and says what a converter said where it fails.
void write_word_document(const Document& document, const Edition& edition, const std::filesystem::path& file, WordFormat format);

/// A page made for paper as a tagged PDF with title, language and outline.
void write_pdf(const std::string& page, const std::filesystem::path& file);

}  // namespace dmp::reports
