; Carrel for Windows, for one user, without administrator's rights and without a network.
;
;   makensis -DVERSION=0.1.0 -DPAYLOAD=dist/carrel -DFILES=build/files.nsh -DOUT=dist/setup.exe installers/windows/carrel.nsi
;
; installers/windows_installer.py writes FILES (every file, for installing and for removing) and calls this.
;
;   setup.exe /S [/GGUF] [/D=C:\folder]     silent; /GGUF offers Carrel for .gguf files; /D last and without quotes
;   uninstall.exe /S [/DATA]                silent; /DATA also removes documents' index, chats, settings, and the models that
;                                           Carrel downloaded or copied
;
; What is removed is what the list names, file by file, and folders only when they are empty. There is no recursive
; removal of the program's folder anywhere, because people keep their own things in strange places.

Unicode true
SetCompressor /SOLID lzma
SetCompressorDictSize 32 ; makensis for Windows is a program of 32 bits, and needs twelve times as much
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all
CRCCheck on
Name "Carrel"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Carrel"
InstallDirRegKey HKCU "Software\Carrel" "InstallDir"
BrandingText "Carrel ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include x64.nsh
!include WinVer.nsh
!include Sections.nsh
!include nsDialogs.nsh
!include "${FILES}"

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Carrel"
!define MODEL_CLASS "Carrel.Model"
!define WINDOW "carrelw.exe"
!define TERMINAL "carrel.exe"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Carrel"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Carrel setup"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

Var AlsoData
Var DataBox
Var Running

!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE CheckFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
UninstPage custom un.AskAboutData un.TakeAnswer
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

LangString Running ${LANG_ENGLISH} "Carrel is running. Close it, then try again."
LangString Running ${LANG_GERMAN} "Carrel läuft. Bitte beenden und dann erneut versuchen."
LangString Wrong ${LANG_ENGLISH} "Carrel needs Windows 10 or later, 64 bit."
LangString Wrong ${LANG_GERMAN} "Carrel braucht Windows 10 oder neuer, 64 Bit."
LangString Occupied ${LANG_ENGLISH} "This folder holds other things and no Carrel. Please choose an empty folder or a new one."
LangString Occupied ${LANG_GERMAN} "Dieser Ordner enthält anderes und kein Carrel. Bitte einen leeren oder neuen Ordner wählen."
LangString OldStays ${LANG_ENGLISH} "The older version could not be removed completely."
LangString OldStays ${LANG_GERMAN} "Die ältere Version konnte nicht ganz entfernt werden."
LangString Program ${LANG_ENGLISH} "Carrel and two small models"
LangString Program ${LANG_GERMAN} "Carrel und zwei kleine Modelle"
LangString Association ${LANG_ENGLISH} "Offer Carrel for .gguf models"
LangString Association ${LANG_GERMAN} "Carrel für .gguf-Modelle anbieten"
LangString Desktop ${LANG_ENGLISH} "Shortcut on the desktop"
LangString Desktop ${LANG_GERMAN} "Verknüpfung auf dem Desktop"
LangString DataTitle ${LANG_ENGLISH} "Your data"
LangString DataTitle ${LANG_GERMAN} "Ihre Daten"
LangString DataText ${LANG_ENGLISH} "Your documents themselves are never touched. What Carrel made of them (index, chats, minutes), models that were downloaded and settings stay on this computer, unless you tick this box."
LangString DataText ${LANG_GERMAN} "Ihre Dokumente selbst werden nie angerührt. Was Carrel daraus gemacht hat (Index, Chats, Protokolle), geladene Modelle und Einstellungen bleiben auf diesem Rechner, außer Sie kreuzen dies an."
LangString DataBox ${LANG_ENGLISH} "Also delete Carrel's data: $LOCALAPPDATA\carrel"
LangString DataBox ${LANG_GERMAN} "Auch Carrels Daten löschen: $LOCALAPPDATA\carrel"

; --- is it running? A program that runs cannot be opened for writing. ------------------------------------------------

!macro LookWhetherRunning un
Function ${un}LookWhetherRunning
  StrCpy $Running ""
  Push "$INSTDIR\${WINDOW}"
  Call ${un}IsLocked
  Push "$INSTDIR\${TERMINAL}"
  Call ${un}IsLocked
FunctionEnd

Function ${un}IsLocked
  Exch $0
  ${If} ${FileExists} "$0"
    ClearErrors
    FileOpen $1 "$0" a
    ${If} ${Errors}
      StrCpy $Running "$0"
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
  Pop $0
FunctionEnd

Function ${un}RefuseWhileRunning
  again:
  Call ${un}LookWhetherRunning
  ${If} $Running != ""
    ${If} ${Silent}
      SetErrorLevel 5
      Abort
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" IDRETRY again
    SetErrorLevel 5
    Abort
  ${EndIf}
FunctionEnd
!macroend
!insertmacro LookWhetherRunning ""
!insertmacro LookWhetherRunning "un."

; --- install ---------------------------------------------------------------------------------------------------------

; A folder with somebody else's things in it would be mixed with ours.
Function CheckFolder
  ${If} ${FileExists} "$INSTDIR\installed-files.txt"
    Return
  ${EndIf}
  FindFirst $0 $1 "$INSTDIR\*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
      FindClose $0
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(Occupied)" /SD IDOK
      SetErrorLevel 4
      ${If} ${Silent}
        Quit
      ${EndIf}
      Abort
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
FunctionEnd

Section "$(Program)" SecProgram
  SectionIn RO
  SetRegView 64
  Call RefuseWhileRunning
  ; The older version first: it alone knows its files. Its data stays.
  ${If} ${FileExists} "$INSTDIR\installed-files.txt"
  ${AndIf} ${FileExists} "$INSTDIR\uninstall.exe"
    CopyFiles /SILENT "$INSTDIR\uninstall.exe" "$PLUGINSDIR\old-uninstall.exe"
    ExecWait '"$PLUGINSDIR\old-uninstall.exe" /S /UPGRADE _?=$INSTDIR' $0
    ${If} $0 <> 0
      DetailPrint "$(OldStays)"
      SetErrorLevel 5
      Abort "$(OldStays)"
    ${EndIf}
  ${EndIf}
  SetOverwrite on
  !insertmacro InstallFiles
  SetOutPath "$INSTDIR"
  File "/oname=installed-files.txt" "${LIST}"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\Carrel.lnk" "$INSTDIR\${WINDOW}" "" "$INSTDIR\${WINDOW}" 0
  WriteRegStr HKCU "Software\Carrel" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "Software\Carrel" "Version" "${VERSION}"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\carrel.exe" "" "$INSTDIR\${TERMINAL}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "Carrel"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${WINDOW}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "The Carrel project"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
SectionEnd

Section /o "$(Association)" SecAssociation
  SetRegView 64
  WriteRegStr HKCU "Software\Classes\${MODEL_CLASS}" "" "GGUF model"
  WriteRegStr HKCU "Software\Classes\${MODEL_CLASS}\DefaultIcon" "" "$INSTDIR\${WINDOW},0"
  WriteRegStr HKCU "Software\Classes\${MODEL_CLASS}\shell\open\command" "" '"$INSTDIR\${WINDOW}" --model "%1"'
  ; Offered beside other programs, never instead of them.
  WriteRegStr HKCU "Software\Classes\.gguf\OpenWithProgids" "${MODEL_CLASS}" ""
  System::Call 'shell32::SHChangeNotify(i 0x8000000, i 0, p 0, p 0)'
SectionEnd

Section /o "$(Desktop)" SecDesktop
  CreateShortCut "$DESKTOP\Carrel.lnk" "$INSTDIR\${WINDOW}" "" "$INSTDIR\${WINDOW}" 0
SectionEnd

Function .onInit
  ${IfNot} ${RunningX64}
    Goto wrong
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    Goto wrong
  ${EndIf}
  SetRegView 64
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/GGUF" $1
  ${IfNot} ${Errors}
    SectionSetFlags ${SecAssociation} ${SF_SELECTED}
  ${EndIf}
  ${If} ${Silent}
    Call CheckFolder
  ${EndIf}
  Return
  wrong:
  MessageBox MB_OK|MB_ICONSTOP "$(Wrong)" /SD IDOK
  SetErrorLevel 3
  Quit
FunctionEnd

; --- remove ----------------------------------------------------------------------------------------------------------

Function un.onInit
  SetRegView 64
  StrCpy $AlsoData 0
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DATA" $1
  ${IfNot} ${Errors}
  ${AndIf} ${Silent}
    StrCpy $AlsoData 1
  ${EndIf}
FunctionEnd

Function un.AskAboutData
  !insertmacro MUI_HEADER_TEXT "$(DataTitle)" ""
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 60u "$(DataText)"
  Pop $0
  ${NSD_CreateCheckbox} 0 70u 100% 12u "$(DataBox)"
  Pop $DataBox
  nsDialogs::Show
FunctionEnd

Function un.TakeAnswer
  ${NSD_GetState} $DataBox $0
  ${If} $0 == ${BST_CHECKED}
    StrCpy $AlsoData 1
  ${EndIf}
FunctionEnd

Section "Uninstall"
  SetRegView 64
  Call un.RefuseWhileRunning
  ${If} $AlsoData = 1
    ; Carrel itself knows which models it brought here and which ones a person laid there. An encrypted library does not
    ; tell without its passphrase: then the models stay.
    nsExec::Exec /TIMEOUT=120000 '"$INSTDIR\${TERMINAL}" wipe --yes --models'
    Pop $0
    ${If} $0 != 0
      nsExec::Exec /TIMEOUT=120000 '"$INSTDIR\${TERMINAL}" wipe --yes'
      Pop $0
    ${EndIf}
  ${EndIf}
  !insertmacro RemoveFiles
  Delete "$INSTDIR\installed-files.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/UPGRADE" $1
  ${IfNot} ${Errors}
    Return ; the newer version takes over shortcuts and registry
  ${EndIf}
  Delete "$SMPROGRAMS\Carrel.lnk"
  Delete "$DESKTOP\Carrel.lnk"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "Software\Carrel"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\carrel.exe"
  DeleteRegKey HKCU "Software\Classes\${MODEL_CLASS}"
  DeleteRegValue HKCU "Software\Classes\.gguf\OpenWithProgids" "${MODEL_CLASS}"
  System::Call 'shell32::SHChangeNotify(i 0x8000000, i 0, p 0, p 0)'
  ${If} $AlsoData = 1
    !insertmacro RemoveData
  ${EndIf}
SectionEnd
