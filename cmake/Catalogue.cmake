# dmp_embed_catalogue(target)
#
# Packs every file under catalogue/ into the target: a generated assembler file takes the bytes in with .incbin, which
# costs no compile time, and lists them in dmp_embedded_catalogue (read by src/catalogue/files.cpp).
function(dmp_embed_catalogue target)
  set(root ${CMAKE_SOURCE_DIR}/catalogue)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${root} ${root}/*)
  list(FILTER files EXCLUDE REGEX "(^|/)\\.|~$")
  list(SORT files)
  set(data "")
  set(table "")
  set(depends "")
  set(number 0)
  foreach(file IN LISTS files)
    string(APPEND data "path${number}: .asciz \"${file}\"\nbegin${number}: .incbin \"${root}/${file}\"\nend${number}:\n")
    string(APPEND table "  .quad path${number}, begin${number}, end${number}\n")
    list(APPEND depends ${root}/${file})
    math(EXPR number "${number} + 1")
  endforeach()
  # Addresses in the table are mended when the program is loaded, so it stands in .data.rel.ro; the bytes need no mending.
  set(text "  .section .rodata\n${data}
  .section .data.rel.ro,\"aw\"\n  .balign 8\n  .globl dmp_embedded_catalogue\n  .hidden dmp_embedded_catalogue
  .type dmp_embedded_catalogue, %object\ndmp_embedded_catalogue:\n${table}  .quad 0, 0, 0
  .size dmp_embedded_catalogue, .-dmp_embedded_catalogue\n  .section .note.GNU-stack,\"\",%progbits\n")
  set(assembler ${CMAKE_CURRENT_BINARY_DIR}/embedded_catalogue.S)
  file(CONFIGURE OUTPUT ${assembler} CONTENT "${text}" @ONLY)
  set_source_files_properties(${assembler} PROPERTIES OBJECT_DEPENDS "${depends}")
  target_sources(${target} PRIVATE ${assembler})
endfunction()
