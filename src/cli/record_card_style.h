/* SPDX-License-Identifier: Apache-2.0 */
/* How the ten-print card looks: paper of 190 mm, so that it prints on A4 and on letter; red rules for criminal cards,
 * blue ones for applicants', as on the printed forms. */
#ifndef TP_CLI_RECORD_CARD_STYLE_H
#define TP_CLI_RECORD_CARD_STYLE_H

#define TP_CARD_STYLE                                                                                                  \
    ":root{color-scheme:light dark;--page:#e9e9e6;--on-page:#33363a;--paper:#fdfcf9;--ink:#16181b;--rule:#6b7280}"     \
    ".criminal{--rule:#a8443c}.applicant{--rule:#3a649e}"                                                              \
    "@media(prefers-color-scheme:dark){:root{--page:#1b1d20;--on-page:#c9ccd1}}"                                       \
    "*{box-sizing:border-box}"                                                                                         \
    "body{margin:0;padding:8mm 4mm;background:var(--page);color:var(--on-page);"                                       \
    "font:9.5pt/1.3 'Helvetica Neue',Helvetica,Arial,'Liberation Sans','Noto Sans',sans-serif}"                        \
    ".card,.others{width:190mm;max-width:100%;margin:0 auto}"                                                          \
    ".card{background:var(--paper);color:var(--ink);color-scheme:light;padding:4mm;"                                   \
    "box-shadow:0 1px 2mm rgb(0 0 0/.25);font-variant-numeric:tabular-nums}"                                           \
    "header{display:flex;align-items:baseline;gap:5mm;padding:0 .5mm 1.5mm}"                                           \
    "h1{font-size:12pt;font-weight:600;letter-spacing:.01em;margin:0;margin-right:auto}"                               \
    "header span{font-size:8pt;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}"                             \
    "header b{font-weight:400;color:var(--rule);font-size:6pt;letter-spacing:.05em;text-transform:uppercase;"          \
    "margin-right:1mm}"                                                                                                \
    ".grid{display:grid;gap:0;border:solid var(--rule);border-width:.3mm 0 0 .3mm}"                                    \
    ".box{border:solid var(--rule);border-width:0 .3mm .3mm 0;min-width:0}"                                            \
    ".person{display:flex}.fields{flex:1;grid-template-columns:repeat(24,1fr)}"                                        \
    ".fields .box{padding:.7mm 1.2mm .9mm;min-height:9.2mm;overflow-wrap:anywhere}"                                    \
    ".label,figcaption,.charges th{display:block;color:var(--rule);font-size:5.6pt;line-height:1.25;"                  \
    "letter-spacing:.045em;text-transform:uppercase;font-weight:400;text-align:left}"                                  \
    ".name{font-size:11.5pt;font-weight:600}"                                                                          \
    ".photo{width:26mm;border:solid var(--rule);border-width:.3mm .3mm .3mm 0;display:flex;align-items:center;"        \
    "justify-content:center;overflow:hidden}.photo img{width:100%;height:100%;object-fit:cover}"                       \
    ".sign img{height:7mm;max-width:100%;object-fit:contain;mix-blend-mode:multiply;display:block}"                    \
    ".charges{margin:0;padding:0;list-style:none}"                                                                     \
    ".charges li{display:grid;grid-template-columns:6mm 22mm 1fr;font-size:9pt}"                                       \
    ".charges li span:first-child{color:var(--rule)}"                                                                  \
    ".rolled{grid-template-columns:repeat(5,1fr);margin-top:-.3mm}"                                                    \
    ".plain{grid-template-columns:39fr 11fr 11fr 39fr;margin-top:-.3mm}"                                               \
    "figure{margin:0;padding:.7mm;display:flex;flex-direction:column;position:relative}"                               \
    "figcaption{padding:0 .5mm .5mm}"                                                                                  \
    ".rolled figure{height:39.5mm}.plain figure{height:50mm}"                                                          \
    ".print{flex:1;min-height:0;display:flex;align-items:center;justify-content:center}"                               \
    ".print img{max-width:100%;max-height:100%;min-height:0;object-fit:contain;mix-blend-mode:multiply}"               \
    ".missing{text-align:center;color:var(--rule);font-size:8pt;padding:0 1mm}"                                        \
    ".missing b{display:block;font-size:17pt;font-weight:400;letter-spacing:.06em}"                                    \
    ".two{grid-column:span 2}"                                                                                         \
    "footer{display:flex;justify-content:space-between;gap:4mm;padding:1.5mm .5mm 0;font-size:6.5pt;"                  \
    "color:#5a5e64;overflow-wrap:anywhere}"                                                                            \
    ".others{padding-top:7mm}.others h2{font-size:10pt;font-weight:600;margin:0 0 2mm}"                                \
    ".others>div{display:flex;flex-wrap:wrap;gap:3mm;align-items:flex-end}"                                            \
    ".others figure{background:#fff;padding:1.2mm;max-width:92mm}"                                                     \
    ".others figcaption{color:#44474c;text-transform:none;letter-spacing:0;font-size:7pt;padding:0 0 1mm}"             \
    ".others img{max-width:100%;max-height:80mm;object-fit:contain;align-self:flex-start}"                             \
    "@page{margin:9mm}"                                                                                                \
    "@media print{body{padding:0;background:none;color:#000}.card{box-shadow:none;padding:0}"                          \
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}"                                                     \
    ".others{break-before:page;padding-top:0}.others figure{break-inside:avoid}}"

#endif
